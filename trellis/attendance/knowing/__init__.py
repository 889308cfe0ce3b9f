"""Knowing: our figures beside others', what is not complete, targets, and what is due to the authority."""
