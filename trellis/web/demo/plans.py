"""The plans of the demonstration as their schools wrote them, each on a paper of another layout (`papers/`).

Nothing in them is taken from a real plan. `{year}` is the school year as people write it; `{autumn}`,
`{spring}` and `{summer}` are the calendar years its terms lie in.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final

from trellis.rules.academic_year import AcademicYear


@dataclass(frozen=True)
class Measured:
    """A figure that arrives, with what it was a year before and lately."""

    name: str
    source: str
    before: tuple[int, int]
    lately: tuple[int, int]


@dataclass(frozen=True)
class Paper:
    """One plan: at which of the schools (nothing: the trust), of what kind, and on which paper."""

    school: int | None
    kind: str
    file: str
    summary: str = ""
    said: str = ""  # at its review
    bound: dict[str, dict[str, Any]] = field(default_factory=dict)  # words → what they are bound to
    measured: dict[str, Measured] = field(default_factory=dict)  # words → the figure that arrives for them

    def in_year(self, year: AcademicYear) -> str:
        """The paper as it was written for one school year."""
        text = (files("trellis.web.demo") / "papers" / f"{self.file}.txt").read_text(encoding="utf-8")
        return in_year(text, year)


def in_year(words: str, year: AcademicYear) -> str:
    """Words of a paper with the years they speak of."""
    return words.format(
        year=f"{year.start}-{(year.start + 1) % 100:02}",
        autumn=year.start,
        spring=year.start + 1,
        summer=year.start + 1,
    )


_CALLS: Final = {"count": "conversations", "target": Decimal(100)}

PAPERS: Final = (
    Paper(
        school=0,
        kind="improvement",
        file="brackenfold",
        summary="Children who are here learn. This year we ring sooner, meet earlier and thank oftener.",
        said="The calls at half past nine are in place. Three families are still to be seen.",
        bound={"At least 100 conversations with families by July {summer}": _CALLS},
        measured={
            "At least 85% meet the phonics standard by June {summer}": Measured(
                "Phonics standard met in Year 1", "Teachers’ half-termly check", (22, 29), (15, 29)
            )
        },
    ),
    Paper(
        school=1,
        kind="attainment",
        file="tansy-lane",
        said="The routine holds. Letters went home on time.",
        measured={
            "At least 80% meet the phonics standard by June {summer}": Measured(
                "Phonics standard met in Year 1", "Teachers’ half-termly check", (66, 88), (41, 86)
            )
        },
    ),
    Paper(
        school=2,
        kind="support",
        file="marlpit",
        said="Families tell us whom they rang. Walking in together has begun with two of them.",
        bound={
            "Attendance of pupils with SEN support is at least 92% by July {summer}": {
                "measure": "attendance",
                "group_field": "sen",
                "group": "K",
                "target": Decimal(92),
            },
        },
    ),
    Paper(
        school=None,
        kind="service",
        file="larkspur",
        said="Every school writes home after a half-term now. Interpreters are lent between three of them.",
    ),
)
