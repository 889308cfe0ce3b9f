"""What is due: duties that recur with the school's own year, whose they are, and what was done of them."""
