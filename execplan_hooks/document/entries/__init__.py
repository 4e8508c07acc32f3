"""Decisions, discoveries, work items, rows and records, in all the shapes that people write them."""
