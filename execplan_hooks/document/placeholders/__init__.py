"""What a template leaves to be filled in."""
