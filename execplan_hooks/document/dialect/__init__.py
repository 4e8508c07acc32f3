"""What a family of plans looks like, as data."""
