"""Git: revisions, files and change sets of a repository; nothing of plans."""
