"""The configuration files; they travel in the wheel as ``lakelabel.conf``."""
