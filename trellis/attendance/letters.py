"""Traffic-light letters: every family hears once a half-term how their child's attendance is going.

domain-rules §7 with §0.11, §0.13, §0.14 and §0.17. Bands are the school's; red is persistently absent until
it decides otherwise. A letter names no band and no colour unless the school has chosen that letters do.
What a letter says is frozen with it: its figures, how they were counted and as at which ledger number, and
the wording it used.
"""

from collections.abc import Mapping
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.attendance.drawing_up import DrawingUp
from trellis.attendance.half_term import half_terms_begun
from trellis.attendance.letter_fields import BANDS, FIELDS, LATE, NAME, SAMPLE_WEEKS, TEMPLATES
from trellis.messages.drafts import Draft, Subject, Words
from trellis.messages.drawing_up import About
from trellis.messages.languages import in_words, said_again
from trellis.messages.models import Channel
from trellis.messages.wording import read_shipped
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Pupil, School


def shipped(name: str) -> dict[tuple[str, str], Words]:
    """A template as it comes, by channel and language: its first line is the subject."""
    return read_shipped(files("trellis.attendance") / "wordings", name)


def describe(asked: Mapping[str, Any]) -> str:
    """The half-term a batch is about, in words."""
    return f"{gettext(asked['half_term'])}, {AcademicYear(asked['year']).label}"


def draw_up(school: School, asked: Mapping[str, Any]) -> Draft:
    """Who would be written to about a half-term and what each letter would say; nothing is saved."""
    drawing = DrawingUp(school, AcademicYear(asked["year"]), asked["half_term"])
    return drawing.draft(asked.get("channels", []))


def about(school: School, pupil: Pupil, _template: str) -> About | None:
    """What there is to say of one child: of the last half-term that is over, or the first as it goes."""
    today = timezone.localdate()
    years = (AcademicYear.of(today).before, AcademicYear.of(today))
    begun = [(year, held) for year in years for held in half_terms_begun(school, year)]
    over = [(year, held) for year, held in begun if held.until < today]
    if not begun:
        return None
    year, half_term = (over or begun)[-1]
    return DrawingUp(school, year, half_term.name).about(pupil)


def explain(counted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How the figures of a batch were counted, as the page says it."""
    since, until = (date_format(date.fromisoformat(counted[name]), "j F Y") for name in ("since", "until"))
    as_at = timezone.localtime(datetime.fromisoformat(counted["as_at"]))
    bands = "; ".join(
        f"{gettext(name)}: {in_words(said_again(begins))}" for name, _colour, begins in counted["bands"]
    )
    answers = [
        (gettext("Who"), gettext("Every pupil on roll in the half-term; one figure for each child.")),
        (gettext("From and to"), f"{since} – {until}"),
        (
            gettext("Attendance"),
            gettext(
                "Sessions attended of possible sessions; lates before the register closed count as attended."
            ),
        ),
        (gettext("Bands"), bands),
        (gettext("Target"), f"{counted['target']}%"),
        (gettext("Fewest sessions"), str(counted["fewest_sessions"])),
        (
            gettext("As at"),
            gettext("%(moment)s, ledger number %(number)s")
            % {"moment": date_format(as_at, "j F Y, H:i"), "number": counted["ledger"]},
        ),
    ]
    if counted["provisional"]:
        answers.append(
            (
                gettext("Codes"),
                gettext(
                    "A provisional code set: Welsh codes wait for an authority's person to confirm them."
                ),
            )
        )
    return answers


TRAFFIC_LIGHTS = Subject(
    name=NAME,
    words=_("Attendance letters"),
    templates=TEMPLATES,
    fields=FIELDS,
    conditions=(LATE, BANDS),
    draw_up=draw_up,
    shipped=shipped,
    describe=describe,
    explain=explain,
    page="attendance:draw_up_letters",
    weeks=SAMPLE_WEEKS,
    channels=frozenset(Channel.values),
    about=about,
    half_termly=("",),
)
