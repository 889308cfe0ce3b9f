"""The eight schools of the demonstration, the groupings they sit in, and a ninth still to bring its data."""

from dataclasses import dataclass
from typing import Final

AUTHORITY: Final = "Wealdmere Council"
TRUST: Final = "The Larkspur Learning Trust"
PARTNERSHIP: Final = "Mere Valley Attendance Partnership"

# No authority has this number: every UPN of the demonstration begins with it and so belongs to nobody.
AUTHORITY_NUMBER: Final = "999"

NURSERY, RECEPTION, SIXTH_FORM = -1, 0, 12


@dataclass(frozen=True)
class School:
    """One school as the demonstration draws it."""

    name: str
    urn: str
    number: str  # its four digits within the authority, as UPNs carry them
    phase: str
    domain: str
    classes: tuple[tuple[int, int], ...]  # the classes of each year group, youngest first
    class_size: int
    letters: str  # what its classes of one year group are told apart by
    insets: int  # which choice of INSET days (terms.py)
    level: float = 1.0  # how its absence stands to other schools of its phase
    deprivation: float = 0.25  # share of its families eligible for free school meals
    mis_keeps_register: bool = False
    in_partnership: bool = False
    snow: bool = False  # whether the snow closed it

    @property
    def year_groups(self) -> range:
        """From its youngest year group to its oldest; nursery is -1, reception 0."""
        return range(self.classes[0][0], self.classes[-1][0] + 1)

    @property
    def special(self) -> bool:
        """Classes in a special school are of mixed ages and have names of their own."""
        return self.phase == "special"

    @property
    def secondary(self) -> bool:
        """Whether pupils arrive from other schools in Year 7."""
        return self.phase == "secondary"


def _each(first: int, last: int, classes: int) -> tuple[tuple[int, int], ...]:
    return tuple((year_group, classes) for year_group in range(first, last + 1))


SCHOOLS: Final = (
    School(
        "Brackenfold Primary School",
        *("990001", "2901", "primary", "brackenfold.example.org"),
        classes=_each(NURSERY, 6, 1),
        class_size=29,
        letters="B",
        insets=0,
        level=0.9,
        deprivation=0.2,
        snow=True,
    ),
    School(
        "Tansy Lane Infant School",
        *("990002", "2902", "infant", "tansylane.example.org"),
        classes=_each(RECEPTION, 2, 2),
        class_size=28,
        letters="TL",
        insets=1,
        in_partnership=True,
    ),
    School(
        "Marlpit Junior School",
        *("990003", "2903", "junior", "marlpit.example.org"),
        classes=_each(3, 6, 2),
        class_size=29,
        letters="MP",
        insets=1,
        in_partnership=True,
    ),
    School(
        "Wyndle Vale Academy",
        *("990004", "4901", "secondary", "wyndlevale.example.org"),
        classes=_each(7, 11, 6),
        class_size=27,
        letters="WYNDLE",
        insets=2,
        level=0.96,
    ),
    School(
        "The Lanternwood School",
        *("990005", "7901", "special", "lanternwood.example.org"),
        classes=_each(RECEPTION, 11, 1),
        class_size=9,
        letters="",
        insets=3,
        deprivation=0.42,
        snow=True,
    ),
    School(
        "Quillbrook Primary School",
        *("990006", "2904", "primary", "quillbrook.example.org"),
        classes=_each(RECEPTION, 6, 2),
        class_size=29,
        letters="QB",
        insets=0,
        level=1.12,
        deprivation=0.38,
        in_partnership=True,
    ),
    School(
        "Emberley St Cuthwin’s Church of England Primary School",
        *("990007", "3901", "primary", "emberley.example.org"),
        classes=_each(RECEPTION, 6, 1),
        class_size=28,
        letters="E",
        insets=3,
        level=0.94,
        deprivation=0.14,
        mis_keeps_register=True,
        snow=True,
    ),
    School(
        "Thistledown High School",
        *("990008", "4902", "secondary", "thistledown.example.org"),
        classes=(*_each(7, 11, 5), *_each(12, 13, 3)),
        class_size=27,
        letters="THORN",
        insets=2,
        level=1.06,
        deprivation=0.31,
        in_partnership=True,
    ),
)

# It keeps its data in another system and has no calendar here yet: its files wait in var/demo-files.
NINTH: Final = School(
    "Saltway Primary School",
    *("990009", "2905", "primary", "saltway.example.org"),
    classes=_each(RECEPTION, 6, 1),
    class_size=22,
    letters="S",
    insets=0,
)

# The trees a special school's classes are named for, youngest class first.
TREES: Final = (
    *("Hazel", "Rowan", "Willow", "Cherry", "Alder", "Maple"),
    *("Hawthorn", "Birch", "Chestnut", "Elder", "Juniper", "Yew"),
)

MOST = len(SCHOOLS)


def class_name(school: School, year_group: int, which: int) -> str:
    """What a class is called: 3B, Nursery, or a tree."""
    if school.special:
        return TREES[year_group]
    if year_group == NURSERY:
        return "Nursery"
    if year_group >= SIXTH_FORM:
        return f"{year_group}{'ABC'[which]}"
    return f"{'R' if year_group == RECEPTION else year_group}{school.letters[which]}"


def year_group_label(year_group: int) -> str:
    """A year group as the census writes it: N2, R, 1 to 13."""
    return {NURSERY: "N2", RECEPTION: "R"}.get(year_group, str(year_group))
