"""Where a secret seems to stand."""
