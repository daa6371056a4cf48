"""Card management: applications, manufacture, the issuer channel."""
