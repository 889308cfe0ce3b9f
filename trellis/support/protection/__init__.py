"""Protection: where what is on record of a child is kept, who may know of it, and what every colleague must
have read.
"""
