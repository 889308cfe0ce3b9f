"""An announced league as everybody may read it: on a screen, in a newsletter, on paper."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.attendance.league import League, classes_in_words, monday_of, rate_told
from trellis.attendance.models import AnnouncedLeague, Nomination
from trellis.schools.models import Characteristic, Enrolment, School
from trellis.telling.blocks import Block, Drawn


@dataclass(frozen=True)
class Line:
    """A class on the board: its place, and its rate in steps."""

    name: str
    place: int | None
    told: str


@dataclass(frozen=True)
class Board:
    """What hangs in the hall: classes, rates in steps, and first names of children who may be shown."""

    week: dt.date
    lines: Sequence[Line]
    winners: Sequence[str]
    improved: Sequence[str]
    reward: str
    names: Sequence[str] = ()

    @property
    def unranked(self) -> Sequence[Line]:
        """Classes without a place this week."""
        return [line for line in self.lines if line.place is None]

    @property
    def ranked(self) -> Sequence[Line]:
        return [line for line in self.lines if line.place is not None]

    @property
    def winners_in_words(self) -> str:
        return (
            _("%(classes)s share first place") % {"classes": classes_in_words(self.winners)}
            if len(self.winners) > 1
            else classes_in_words(self.winners)
        )

    def differs_from(self, league: League) -> bool:
        """Whether the registers now say otherwise than was announced."""
        now = [(row.name, row.place, row.told) for row in league.rows]
        return now != [(line.name, line.place, line.told) for line in self.lines] or list(
            league.improved
        ) != list(self.improved)


def board_of(announced: AnnouncedLeague, *, with_names: bool = False) -> Board:
    """An announced league as it was frozen, and where asked for the gold book's names that may be shown."""
    return Board(
        week=announced.week,
        lines=[
            Line(
                held["name"],
                held["place"],
                "" if held["at_least"] is None else rate_told(held["at_least"]),
            )
            for held in announced.classes
        ],
        winners=announced.winners,
        improved=announced.improved,
        reward=announced.reward,
        names=names_shown(announced.school, announced.week) if with_names else (),
    )


def names_shown(school: School, week: dt.date) -> list[str]:
    """The gold book's names of a week that may be shown today: the name used in class and the class.

    Only of children on roll whose family has said yes and not taken it back; without that there is none.
    """
    today = timezone.localdate()
    said = Characteristic.objects.on(today).filter(
        enrolment__school=school,
        enrolment__in=Enrolment.objects.on(today),
        kind=Characteristic.Kind.NAME_SHOWN,
        value="true",
    )
    rows = Nomination.objects.of_week(week).filter(school=school, pupil__in=said.values("enrolment__pupil"))
    return [
        ", ".join(filter(None, (row.pupil.preferred_name or row.pupil.forename, row.class_name)))
        for row in rows.select_related("pupil")
    ]


def paragraph(announced: AnnouncedLeague) -> str:
    """The winner in a paragraph for the newsletter: no count, and nobody's name."""
    board = board_of(announced)
    week = date_format(board.week, "j F")
    told = next((line.told for line in board.lines if line.place == 1), "")
    if len(board.winners) > 1:
        said = _("In the week of %(week)s %(classes)s shared first place in the class league") % {
            "week": week,
            "classes": classes_in_words(board.winners),
        }
    else:
        said = _("In the week of %(week)s %(classes)s won the class league") % {
            "week": week,
            "classes": classes_in_words(board.winners),
        }
    said += _(", with %(rate)s of sessions attended.") % {"rate": told} if told else "."
    if board.reward:
        said += " " + _("Their reward: %(reward)s.") % {"reward": board.reward.rstrip(".")}
    if board.improved:
        said += " " + _("Most improved on its own last weeks: %(classes)s.") % {
            "classes": classes_in_words(board.improved)
        }
    return said


# --- Blocks of newsletters and screens ----------------------------------------------------------------------

A_WEEK = dt.timedelta(weeks=1)


def draw_league(school: School, day: dt.date) -> Drawn | None:
    """The league of this week or the last as it was announced; nothing where nobody announced one."""
    announced = _lately(school, day)
    if announced is None:
        return None
    return Drawn(
        parts=[{"kind": "text", "lines": [paragraph(announced)]}],
        counted=[tuple(pair) for pair in announced.counted["rules"]],
        ledger=announced.counted["ledger"],
    )


def draw_gold_book(school: School, day: dt.date) -> Drawn | None:
    """First names of this week's gold book, of children whose name may be shown."""
    names = names_shown(school, monday_of(day))
    return Drawn([{"kind": "points", "points": names}]) if names else None


def _lately(school: School, day: dt.date) -> AnnouncedLeague | None:
    since = monday_of(day) - A_WEEK
    held = AnnouncedLeague.objects.filter(school=school, week__gte=since, week__lte=day)
    return held.order_by("-week", "-id").first()


BLOCKS = (
    Block("league", gettext_lazy("The class league"), draw_league),
    Block("gold-book", gettext_lazy("The gold book: names that may be shown"), draw_gold_book),
)
