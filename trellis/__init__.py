"""Trellis: registers, attendance, help and improvement plans for schools in England and Wales."""

__version__ = "0.1.0"
