"""One municipality: resident register, counter procedures, certificates."""
