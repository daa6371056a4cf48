"""証明書交付センター: between kiosks and municipalities; keeps nothing it need not."""
