"""Acceptance criteria: what can be run, and what it shows."""
