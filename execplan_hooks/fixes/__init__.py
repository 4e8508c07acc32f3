"""What answers a finding: edits of the plan's text, built for the rules."""
