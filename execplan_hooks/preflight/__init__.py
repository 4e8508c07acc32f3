"""May the execution of a plan start: `execplan preflight`."""
