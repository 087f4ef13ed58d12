"""The list of values: one row a value, the same columns out and in."""
