"""The documentation as its reader takes it: each command is run, each configuration loaded."""
