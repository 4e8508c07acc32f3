"""Metadata: fields with their values and places."""
