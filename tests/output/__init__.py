"""Reports: their formats and where they go."""
