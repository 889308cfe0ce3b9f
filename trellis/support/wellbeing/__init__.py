"""Well-being from day to day: whether each class had its activity; and, apart from it, how staff are."""
