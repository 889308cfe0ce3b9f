"""The demonstration: a fictional trust of eight schools in a fictional authority, drawn from a seed.

Everything but `storing.py` is plain Python and NumPy: the same seed and day give the same schools, people and
marks, wherever and whenever they are drawn. See docs/demo.md for what is planted in it and why.
"""
