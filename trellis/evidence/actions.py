"""Bringing national figures as they are published."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.evidence.models import Comparator
from trellis.evidence.shipped import Problem, read_comparators, shipped

_SAYS = ("until", "half_terms", "percent", "places", "source", "retrieved", "to_verify", "note")


@dataclass
class Brought:
    """What a file of comparators changed, or what is wrong with it."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


@transaction.atomic
def bring_comparators(*, lines: Iterable[str], by: str, dry_run: bool = False) -> Brought:
    """Take a CSV file of national figures: all of it, or with a problem in any cell none of it.

    A figure already held is replaced and its history kept; the same file brought twice changes nothing.
    """
    found, problems = read_comparators(lines)
    if problems:
        return Brought(rows=len(found), problems=problems)
    stored = {figure.key: figure for figure in Comparator.objects.all()}
    held = {figure.key: figure for figure in shipped()} | stored
    answer = Brought(rows=len(found))
    for figure in found:
        before = held.get(figure.key)
        if before is not None and _said(before) == _said(figure):
            answer.unchanged += 1
            continue
        if before is None:
            answer.new += 1
        else:
            answer.changed += 1
        if not dry_run:
            _keep(figure, over=stored.get(figure.key), by=by)
    return answer


def _said(figure: Comparator) -> tuple[Any, ...]:
    """What a row says of its figure: two that say the same are the same."""
    return tuple(getattr(figure, column) for column in _SAYS)


def _keep(figure: Comparator, *, over: Comparator | None, by: str) -> None:
    if over is not None:
        figure.pk = over.pk
        figure._state.adding = False
    figure.brought_by, figure.brought_at = by, timezone.now()
    figure.save()
