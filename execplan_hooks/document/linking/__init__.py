"""Where links and paths lead."""
