"""New plans: drafts from a dialect's data or from a team's own template."""
