"""Faults of the machine: what is killed, full, not to be written, or changed while it is read."""
