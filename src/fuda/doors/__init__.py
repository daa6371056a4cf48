"""One module per institution: what others may ask of it, and the messages that cross."""
