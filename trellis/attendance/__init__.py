"""The attendance day and what follows from it: whom to ring, whom to write to, what to try next."""
