"""Markup put together from a template and what goes into it, escaped: Django's own three, under their names.

Django's ask of every value whether it might be a promise of words in some language, several calls for each;
a page of a list puts in some thousands, nearly all of them plain text with nothing to escape. These look at
the kind first and leave whatever is out of the ordinary to Django (docs/adr/0088).
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils import html
from django.utils.safestring import SafeString

_MARKUP: Final = re.compile("[&<>\"']").search


def conditional_escape(value: Any) -> str:
    """A value fit to stand in markup: text escaped where it needs to be, markup as it stands."""
    kind = type(value)
    if kind is SafeString or (kind is str and not _MARKUP(value)):
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else html.conditional_escape(value)


def format_html(template: str, *values: Any, **named: Any) -> SafeString:
    """A template with values put in, each fit to stand in markup."""
    fit = {name: conditional_escape(value) for name, value in named.items()}
    return SafeString(template.format(*map(conditional_escape, values), **fit))


def format_html_join(between: str, template: str, rows: Iterable[Sequence[Any]]) -> SafeString:
    """The same for each of several rows, joined by markup that the page's author wrote."""
    written = [template.format(*map(conditional_escape, row)) for row in rows]
    return SafeString(between.join(written))
