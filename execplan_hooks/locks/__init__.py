"""`.agent-locks.yaml`: which agent holds which paths."""
