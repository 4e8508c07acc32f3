"""What came of files that are as they were: the cache of `execplan lint`."""
