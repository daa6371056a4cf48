"""One module per use case of jlis.numbering."""
