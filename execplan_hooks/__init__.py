"""Lints execution plans and keeps a change inside its plan."""

__version__ = "0.1.0"
