"""How counts are written on pages."""

from django.utils.formats import number_format


def grouped(count: int) -> str:
    """A count with its thousands set apart."""
    return number_format(count, force_grouping=True)
