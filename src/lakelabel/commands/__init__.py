"""The commands behind the command line that are not steps, and how a step is run from it."""
