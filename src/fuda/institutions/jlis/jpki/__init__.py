"""The two certificate authorities of 公的個人認証."""
