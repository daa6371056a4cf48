"""J-LIS: three desks, three databases."""
