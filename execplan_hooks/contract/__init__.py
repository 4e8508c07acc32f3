"""The file-scope contract: what the lists of files in a plan mean for a path."""
