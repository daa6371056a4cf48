"""署名検証者: OpenID Connect login for private services."""
