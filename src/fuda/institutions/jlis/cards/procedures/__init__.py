"""One module per procedure of jlis.cards."""
