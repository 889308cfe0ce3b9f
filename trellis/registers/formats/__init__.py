"""The layouts of files about registers, one module each: what other systems write, and what we write for
them.
"""
