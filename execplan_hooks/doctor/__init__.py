"""`execplan doctor`: is everything set up, so that what should be checked is checked."""
