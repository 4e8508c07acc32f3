"""Diagnostics to text, JSON and GitHub annotations: pure functions."""
