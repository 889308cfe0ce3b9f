"""Ways of writing a plan down: the five that come with Trellis, and a school's own. A layout is data:
captions, their order, what each says, and how the paper lies.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from trellis.plans.fields import SAYS, is_of_a_plan
from trellis.plans.models import Layout
from trellis.plans.reading.outline import Kind
from trellis.plans.reading.plan import ReadPart
from trellis.plans.reading.rows import said_by_field
from trellis.plans.reading.tables import ReadRow
from trellis.rules.words import gettext_noop
from trellis.schools.models import Grouping, School


@dataclass(frozen=True)
class Form:
    """One layout, shipped or a school's own."""

    key: str
    name: str
    kind: str
    orientation: str
    captions: tuple[str, ...]
    fields: tuple[str, ...]
    opening: tuple[tuple[str, str], ...] = ()
    also: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Each caption with the field it is of."""
        return list(zip(self.captions, self.fields, strict=True))


@cache
def shipped() -> tuple[Form, ...]:
    """The layouts that come with Trellis."""
    rows = json.loads((files("trellis.plans") / "layouts.json").read_text(encoding="utf-8"))
    return tuple(
        Form(
            key=row["key"],
            name=row["name"],
            kind=row["kind"],
            orientation=row["orientation"],
            captions=tuple(row["captions"]),
            fields=tuple(row["fields"]),
            opening=tuple((kind, words) for kind, words in row["opening"]),
            also=tuple(row.get("also", ())),
        )
        for row in rows
    )


def layouts_of(place: School | Grouping) -> list[Form]:
    """Every layout a school or grouping may use: the shipped ones, then its own."""
    own = [
        Form(
            key=f"own-{layout.pk}",
            name=layout.name,
            kind="improvement",
            orientation=layout.orientation,
            captions=tuple(layout.captions),
            fields=tuple(layout.fields),
        )
        for layout in Layout.objects.at(place)
    ]
    return [*shipped(), *own]


def opening_parts(form: Form, name: str) -> list[ReadPart]:
    """A new plan in a layout: its title, its headings, its tables with a row to begin with."""
    parts = [ReadPart(Kind.TITLE, name)]
    for table in form.also:
        parts.append(ReadPart(Kind.SECTION, table["heading"]))
        parts.append(_table(table["captions"], table["fields"]))
    for kind, words in form.opening:
        parts.append(_opened(Kind(kind), words))
        if parts[-1].kind in (Kind.THEME, Kind.PRIORITY, Kind.SUB_PLAN) and not parts[-1].label:
            parts.append(_table(form.captions, form.fields))
    if (
        not any(part.kind is Kind.TABLE and is_of_a_plan(part.fields) for part in parts[1:])
        or parts[-1].kind is not Kind.TABLE
    ):
        parts.append(_table(form.captions, form.fields))
    return parts


def _opened(kind: Kind, words: str) -> ReadPart:
    labelled = kind is Kind.COVER or words.endswith(":")
    return ReadPart(kind, label=words) if labelled else ReadPart(kind, words)


def _table(captions: Sequence[str], fields: Sequence[str]) -> ReadPart:
    return ReadPart(
        Kind.TABLE, captions=list(captions), fields=list(fields), rows=[ReadRow([""] * len(captions), 0)]
    )


def laid_out(parts: Sequence[ReadPart], form: Form) -> list[ReadPart]:
    """The same plan in another layout: each table of things to be done under its captions, in its order. What
    the layout has no column for comes after, under a caption of its own: nothing is left out.
    """
    return [_laid_out(part, form) if is_of_a_plan(part.fields) else part for part in parts]


def _laid_out(part: ReadPart, form: Form) -> ReadPart:
    over = [name for name in dict.fromkeys(part.fields) if name and name not in form.fields]
    unknown = [at for at, name in enumerate(part.fields) if not name]
    captions = [
        *form.captions,
        *(str(SAYS[name]) for name in over),
        *(part.captions[at] or _UNHEADED for at in unknown),
    ]  # type: ignore[index]
    rows = []
    for row in part.rows:
        said = said_by_field(row.cells, part.fields)
        cells = [said.get(name, "") for name in (*form.fields, *over)] + [row.cells[at] for at in unknown]
        rows.append(ReadRow(cells, row.line))
    return replace(part, captions=captions, fields=[*form.fields, *over, *[""] * len(unknown)], rows=rows)


_UNHEADED = gettext_noop("Other")
