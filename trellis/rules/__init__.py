"""What the words mean: codes, the school year, a tally, thresholds. No database, no files, no clock."""
