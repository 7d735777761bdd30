"""Data in: sources, the contract, splits, and the Delta tables."""
