"""Dated parameters: loads and checks the data folder `parameters/`."""
