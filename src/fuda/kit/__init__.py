"""What every institution is built with: clock, randomness, store, carrier, i18n."""
