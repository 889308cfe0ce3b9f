"""How the demonstration's plans are run: who has taken up what, what was written, looked at and spent, and
what was said at meetings.

Days are told from the day the demonstration stands at, in days after it or (below nothing) before, so that
there is something late, something due and something done whatever that day is. A row is named by words that
stand in it, a person by the name their address goes by at the school; an owner may be a role or a team.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from trellis.web.demo.rhythm import INCLUSION, LEADERS


@dataclass(frozen=True)
class Taken:
    """A step somebody took up, by when, and how it stands."""

    row: str
    words: str
    owner: str  # nobody's, where it is empty
    by: int
    state: str = "to_do"
    because: str = ""
    spoken: int = -9  # the day somebody last said how it stands


@dataclass(frozen=True)
class Noted:
    """A sentence of how a row goes."""

    row: str
    words: str
    by: str
    on: int


@dataclass(frozen=True)
class Found:
    """What a look found."""

    words: str
    strengths: str = ""
    next_steps: str = ""


@dataclass(frozen=True)
class Looked:
    """A look at how the work goes, made or to be made."""

    row: str
    kind: str
    focus: str
    owner: str
    on: int
    found: Found | None = None
    area: str = ""


@dataclass(frozen=True)
class Sum:
    """What somebody said of a sum: who pays it, how it counts and what was spent."""

    words: str  # that begin it
    stream: str
    counts: str = ""
    spent: int | None = None


@dataclass(frozen=True)
class Promised:
    """What somebody promised at a meeting, and what became of it."""

    words: str
    by: str
    due: int
    kept: str = ""
    was_kept: bool = True


@dataclass(frozen=True)
class Met:
    """A meeting or a visit: who was invited, what was said, which rows it looked at."""

    kind: str
    on: int
    about: str = ""
    at: dt.time | None = dt.time(18, 0)
    people: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    said: str = ""
    items: tuple[tuple[str, str], ...] = ()
    by: str = ""
    area: str = ""  # of a visit: one of what the governor is asked to know
    rows: tuple[str, ...] = ()
    promised: tuple[Promised, ...] = ()


@dataclass(frozen=True)
class Told:
    """What went well, or what people said and what was done."""

    row: str
    words: str
    on: int
    said: str = ""


@dataclass(frozen=True)
class Run:
    """How one plan is run."""

    taken: Sequence[Taken] = ()
    noted: Sequence[Noted] = ()
    looked: Sequence[Looked] = ()
    sums: Sequence[Sum] = ()
    budgets: dict[str, Decimal] = field(default_factory=dict)
    met: Sequence[Met] = ()
    told: Sequence[Told] = ()
    answers: dict[str, str] = field(default_factory=dict)  # the question, as it begins → the answer
    standing: Sequence[str] = ()
    links: Sequence[str] = ()  # what the governor is asked to know, and to visit this month
    runs_its_tables: bool = False
    opening: str = ""  # of the paper for the next meeting
    worries: str = ""
    asks: str = ""


_STANDING: Final = ("Who is here, and interests", "How the plan stands", "Attendance", "Safeguarding")

_PRIMARY: Final = Run(
    taken=(
        Taken("Ring every home", "Ring every home by half past nine, two of us", "office", -30, "done"),
        Taken("Meet families whose", "Meet the three families we have not seen yet", "attendance_lead", -4),
        Taken(
            "Meet families whose",
            "Ask each family what mornings are like, and write it down",
            INCLUSION,
            12,
            "under_way",
        ),
        Taken("Open the hall", "Open the hall for breakfast from eight", "office", -20, "done"),
        Taken("Open the hall", "Tell every family that breakfast is free", "office", 3, "under_way"),
        Taken(
            "Speak first",
            "Ring about what goes well, a class a week",
            "class_teacher",
            26,
            "under_way",
            spoken=-51,
        ),
        Taken("Fifteen minutes more", "Order the second set of books", "head", -2),
        Taken(
            "A reading corner",
            "Sort the reading corner’s books by language",
            "inclusion_lead",
            -12,
            "dropped",
            "The town library does it for us.",
        ),
        Taken("An author visits", "Find an author who can come next term", "", 40),
        Taken("Explain in three", "Put how to ask for leave into three languages", "office", 5, "under_way"),
        Taken("A named adult", "Say which adult each child has", "head", 4),
    ),
    noted=(
        Noted("Ring every home", "Two of us ring now, and the last home was reached at 9:26.", "office", -18),
        Noted(
            "Meet families whose",
            "Five of eight families came; all five asked about mornings.",
            "attendance",
            -9,
        ),
        Noted("Open the hall", "Twenty to thirty children come. It costs less than we thought.", "head", -6),
        Noted(
            "Fifteen minutes more", "The groups have begun. Books for the second are missing.", "head", -13
        ),
    ),
    looked=(
        Looked(
            "Fifteen minutes more",
            "walk",
            "The groups before lunch",
            LEADERS,
            -11,
            Found(
                "Every group had begun within two minutes, and the same sounds were taught in all.",
                "Children knew what to do when they were stuck.",
                "A second set of books, so that no group waits.",
            ),
            "Phonics",
        ),
        Looked(
            "Families read", "books", "Reading records of two classes", "inclusion_lead", 6, area="Reading"
        ),
        Looked("A named adult", "voice", "Do children know whom to go to?", "safeguarding_lead", -3),
    ),
    sums=(
        Sum("£1,450", "School budget", spent=610),
        Sum("£300", "School budget", "queried"),
        Sum("£2,400", "Pupil premium", spent=1180),
        Sum("150", "Parents’ association", "firm", 150),
        Sum("£220", "Pupil premium", spent=0),
    ),
    budgets={
        "School budget": Decimal(1500),
        "Pupil premium": Decimal(3000),
        "Parents’ association": Decimal(200),
    },
    met=(
        Met(
            "governors",
            -24,
            people=("governor", "head", "attendance"),
            others=("Parent governor", "Local authority governor"),
            items=(
                ("How the plan stands", "The head went through the five figures. Two are behind."),
                ("Attendance", "Governors asked whom the office does not reach. Three homes, all known."),
            ),
            said="Governors thanked the office. Lates are asked about again at the next meeting.",
            by="governor",
            rows=("Ring every home", "Open the hall"),
            promised=(
                Promised("Say who is still late, and what would help", "head", 5),
                Promised("Come to breakfast once before half-term", "governor", -3, "Came on a Friday."),
                Promised("Bring what families said about mornings", "attendance", -1),
                Promised("Ask two families at the gate what the letters are like", "governor", 6),
            ),
        ),
        Met(
            "visit",
            -10,
            about="Breakfast and the gate",
            at=dt.time(8, 0),
            people=("governor",),
            area="Attendance and belonging",
            said=(
                "I had breakfast with twenty-four children. Four told me they used to come late. "
                "At the gate every child was greeted by name."
            ),
            by="governor",
            rows=("Open the hall", "A named adult"),
        ),
        Met("governors", 18, people=("governor", "head", "attendance"), others=("Parent governor",)),
        Met(
            "staff",
            2,
            about="What the walk found",
            at=dt.time(15, 45),
            people=("head", "inclusion", "attendance"),
        ),
    ),
    told=(
        Told(
            "Open the hall",
            "The hall opens at eight, and a warm drink waits.",
            -8,
            "Mornings are a rush at ours.",
        ),
        Told(
            "Ring every home",
            "Two ring side by side: one rings, one writes. It takes half the time.",
            -15,
        ),
    ),
    answers={
        "Which families have we not": "Three homes. A letter, two visits and a message; one answered.",
        "Who is still late": "Nine children more than twice, four of them where the bus was moved.",
    },
    standing=_STANDING,
    links=("Attendance and belonging", "Reading"),
    opening="More children are here than a year ago, and the calls in the morning hold.",
    worries="Lates fall too slowly. We ask for the old bus stop back.",
    asks="Come to breakfast once. Ask us in spring whether the second set of books has arrived.",
)

_INFANT: Final = Run(
    taken=(
        Taken("Traffic-light letters", "Put the letters into plain words", "office", -16, "done"),
        Taken("Meet families early", "See the families on Friday’s list", "attendance_lead", 3, "under_way"),
        Taken("Gold cards", "Buy the cards", "office", -2),
        Taken("Daily phonics", "Train the two new assistants", "inclusion_lead", 20, "under_way"),
    ),
    noted=(Noted("Gold cards", "Two classes have had one, and knew why.", "head", -7),),
    looked=(
        Looked(
            "Daily phonics",
            "walk",
            "Phonics in groups of six",
            LEADERS,
            -14,
            Found("Six groups at work by ten past nine.", next_steps="Quieter corners for two of them."),
            "Phonics",
        ),
        Looked("Talk before writing", "books", "Writing after talk", "inclusion_lead", 9, area="Writing"),
    ),
    sums=(
        Sum("£180", "School budget", spent=60),
        Sum("£60", "School budget", spent=60),
        Sum("£1,900", "Pupil premium", spent=700),
    ),
    budgets={"School budget": Decimal(400), "Pupil premium": Decimal(1800)},
    met=(
        Met(
            "governors",
            -17,
            people=("governor", "head"),
            items=(("How the plan stands", "Letters and league hold. Phonics has new assistants."),),
            said="Governors ask to hear from the children next time.",
            by="governor",
            promised=(Promised("Ask children what the board tells them", "head", 6),),
        ),
        Met("governors", 25, people=("governor", "head")),
    ),
    standing=_STANDING,
    runs_its_tables=True,
)

_JUNIOR: Final = Run(
    taken=(
        Taken("Number on the fridge", "Print the magnets", "office", -25, "done"),
        Taken("Meet each family", "Meet the four families left", "inclusion_lead", 4, "under_way"),
        Taken("Walk in together", "Walk in with the two who asked", "attendance_lead", -3, "under_way"),
        Taken("A call every fortnight", "Say who rings while a family waits", "", 8),
    ),
    noted=(Noted("Walk in together", "One walks in alone now.", "attendance", -5),),
)

_TRUST: Final = Run(
    taken=(
        Taken("Agree one way", "Collect how each school writes home", "trust_officer", -14, "done"),
        Taken("Agree one way", "Say what your letters lack in another language", "attendance_lead", 4),
        Taken(
            "Bring the attendance leads",
            "Invite the leads, and ask each for one child helped",
            "trust_officer",
            3,
        ),
        Taken("Lend interpreters", "List who speaks which language at which school", "trust_officer", -2),
        Taken("Keep one list", "Send what your school offers to the trust", "inclusion_lead", 11),
    ),
    noted=(Noted("Lend interpreters", "Three schools have lent or borrowed one.", "inclusion", -12),),
    sums=(Sum("£1,200", "Trust fund", spent=400), Sum("£900", "Trust fund", "queried", 120)),
    budgets={"Trust fund": Decimal(3000)},
    met=(
        Met(
            "network",
            -15,
            about="Attendance leads",
            at=dt.time(14, 0),
            people=("inclusion", "chief.executive"),
            said="Letters were laid side by side. Two schools’ are answered by more families.",
            by="inclusion",
            rows=("Agree one way", "Bring the attendance leads"),
            promised=(Promised("Send the two letters round", "inclusion", 2),),
        ),
        Met("network", 20, about="Attendance leads", at=dt.time(14, 0), people=("inclusion",)),
    ),
)

RUN: Final = {"brackenfold": _PRIMARY, "tansy-lane": _INFANT, "marlpit": _JUNIOR, "larkspur": _TRUST}
"""How each plan is run, by the name of its paper."""
