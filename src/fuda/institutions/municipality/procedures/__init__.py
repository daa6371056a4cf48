"""One module per procedure, named by it."""
