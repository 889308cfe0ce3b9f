"""Improvement plans: one model for every layout, read from the papers schools have and printed back."""
