"""The IC card. Knows no country, no database, no institution."""
