"""Measurements side by side with other ways; `make bench` runs them."""
