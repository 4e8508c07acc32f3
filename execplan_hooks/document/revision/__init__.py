"""What became of a plan in a change."""
