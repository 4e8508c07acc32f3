"""Bytes of a plan file to a `Plan`: everything that knows documents."""
