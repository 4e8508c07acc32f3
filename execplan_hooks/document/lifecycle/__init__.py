"""How a plan stands: its tasks, statuses, outcomes and closeout."""
