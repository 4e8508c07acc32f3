"""The lists of files in a plan."""
