"""Pictures of data and models."""
