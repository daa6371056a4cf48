"""One module per use case of jlis.jpki."""
