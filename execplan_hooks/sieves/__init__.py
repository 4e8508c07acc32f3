"""What leaves out findings that do not count: suppressions, what a change does not touch, a baseline."""
