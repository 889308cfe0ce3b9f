"""Courses for adults and families, shared across schools; and the extended services each school has."""
