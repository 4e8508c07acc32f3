"""Git and what a plan promises about it: change sets, branches, file-scope contracts."""
