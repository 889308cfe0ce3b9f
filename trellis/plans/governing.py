"""A plan as governors meet it: five figures, the questions it asks of itself with what there is to say to
them, what was promised, and the paper for their meeting.

Every figure is one that a review froze, and is told as `told.py` lets it be told.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.evidence.models import Reading
from trellis.gatherings.models import OF_GOVERNORS, Gathering, Promise
from trellis.plans.costs import Costs, Stream, costs_of
from trellis.plans.criteria import Wording
from trellis.plans.models import Answer, Paper, Part, Plan, Reported, Review, Row, Story
from trellis.plans.reading import outline
from trellis.plans.reading.rows import plainly
from trellis.plans.told import Told, told
from trellis.rules.criteria import STATUSES, Status

FIVE: Final = 5
MOST_REVIEWS: Final = 6  # as many as a small picture can show


@dataclass(frozen=True)
class Figure:
    """One criterion as a review reported it: its words, what may be told, and what was told before."""

    words: str
    of: str
    target: str
    told: Told
    heading: str
    row_id: int | None
    leads: bool
    before: tuple[tuple[dt.date, Told], ...] = ()  # at earlier reviews, the first first

    @property
    def change(self) -> str:
        """Against the review before, where both were told."""
        if not self.before or self.told.value is None:
            return ""
        day, last = self.before[-1]
        if last.value is None:
            return ""
        then = {"figure": last.figure, "day": date_format(day, "j F Y")}
        if last.value == self.told.value:
            return _("the same as on %(day)s") % then
        return _("%(figure)s on %(day)s") % then


@dataclass(frozen=True)
class Question:
    """A question the plan asks, what its figures have to say to it, and what was answered."""

    at: int  # its place among the questions of its row
    row: Row
    words: str
    heading: str
    evidence: tuple[str, ...]
    readings: tuple[Reading, ...] = field(repr=False, default=())
    answers: tuple[Answer, ...] = ()  # the last last

    @property
    def answer(self) -> Answer | None:
        return self.answers[-1] if self.answers else None

    @property
    def before(self) -> Answer | None:
        """What was answered the time before."""
        return self.answers[-2] if len(self.answers) > 1 else None


@dataclass(frozen=True)
class Governed:
    """Everything of a plan that governors are told."""

    plan: Plan
    review: Review | None
    figures: tuple[Figure, ...]
    questions: tuple[Question, ...]
    promises: tuple[Promise, ...]
    stories: tuple[Story, ...]
    visits: tuple[Gathering, ...] = ()  # governors' visits and meetings that looked at its rows
    costs: Costs = field(default_factory=Costs)

    @property
    def five(self) -> tuple[Figure, ...]:
        """The figures that lead: those the head chose, else the first of each kind that can be told."""
        return five_of(self.figures)

    @property
    def statuses(self) -> list[tuple[str, int]]:
        """How many criteria stand how; those of few children are counted as hidden."""
        return statuses_of(self.figures)

    @property
    def sentence(self) -> str:
        return sentence_of(self.figures, self.review)

    @property
    def money(self) -> str:
        """What it costs, in one sentence; nothing where the plan says no cost."""
        return money_in_words(self.costs) if self.costs.lines or self.costs.budgets else ""

    @property
    def unanswered(self) -> int:
        return sum(question.answer is None for question in self.questions)


def governed(plan: Plan, wording: Wording, review: Review | None = None) -> Governed:
    """A plan for governors, as its last review reported it, or another."""
    reviews = list(plan.reviews.all())
    latest = review or (reviews[-1] if reviews else None)
    headings = _headings(wording.parts)
    known = [one for one in reviews if latest and (one.on, one.pk) <= (latest.on, latest.pk)]
    by_review = _reported(known)
    figures = tuple(_figures(known, by_review, headings, wording))
    own = by_review.get(latest.pk, []) if latest else []
    return Governed(
        plan=plan,
        review=latest,
        figures=figures,
        questions=tuple(_questions(plan, wording, own, headings, latest)),
        promises=tuple(plan.promises.select_related("person", "gathering")),
        stories=tuple(plan.stories.prefetch_related("rows__part")),
        visits=tuple(_looked_at(plan)),
        costs=costs_of(wording),
    )


def _looked_at(plan: Plan) -> QuerySet[Gathering]:
    """The visits and meetings of governors that looked at rows of a plan, the latest first."""
    own = Row.objects.of(plan).select_related("part")
    held = Gathering.objects.filter(rows__in=own, kind__in=OF_GOVERNORS, called_off=False).distinct()
    return held.prefetch_related(Prefetch("rows", queryset=own, to_attr="looked_at"), "invitations")


def _reported(reviews: Sequence[Review]) -> dict[int, list[Reported]]:
    found: dict[int, list[Reported]] = {}
    held = Reported.objects.filter(review__in=reviews).select_related("reading", "criterion")
    for one in held:
        found.setdefault(one.review_id, []).append(one)
    return found


def _headings(parts: Sequence[Part]) -> dict[int, str]:
    """What each row stands under: the nearest heading before its table, by row."""
    found, heading = {}, ""
    for part in parts:
        if outline.Kind(part.kind) in outline.HEADINGS[1:]:
            heading = f"{part.label} {part.words}".strip().split("\n")[0]
        for row in part.rows.all():
            found[row.pk] = heading
    return found


def _figures(
    reviews: Sequence[Review],
    by_review: Mapping[int, list[Reported]],
    headings: Mapping[int, str],
    wording: Wording,
) -> Iterator[Figure]:
    if not reviews:
        return
    places = {row.pk: at for at, row in enumerate(row for part in wording.parts for row in part.rows.all())}
    told_before: dict[int, list[tuple[dt.date, Told]]] = {}
    for review in reviews[:-1]:
        among = [one.reading for one in by_review.get(review.pk, [])]
        for one in by_review.get(review.pk, []):
            if one.criterion_id is not None:
                before = told_before.setdefault(one.criterion_id, [])
                before.append((review.on, told(one.reading, among)))
    last = by_review.get(reviews[-1].pk, [])
    among = [one.reading for one in last]
    far = len(places)

    def place(one: Reported) -> tuple[int, int]:
        return (places.get(one.criterion.row_id, far) if one.criterion else far, one.pk)

    for one in sorted(last, key=place):
        row_id = one.criterion.row_id if one.criterion else None
        yield Figure(
            words=one.words,
            of=one.reading.words,
            target=one.reading.target,
            told=told(one.reading, among),
            heading=headings.get(row_id or 0, ""),
            row_id=row_id,
            leads=bool(one.criterion and one.criterion.leads),
            before=tuple(told_before.get(one.criterion_id or 0, ())[-MOST_REVIEWS:]),
        )


def five_of(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Those the head chose; else the first of each kind that can be told, and then what else there is."""
    chosen = [figure for figure in figures if figure.leads]
    if chosen:
        return tuple(chosen[:FIVE])
    tellable = [figure for figure in figures if figure.told.figure]
    first_of: dict[str, Figure] = {}
    for figure in tellable:
        first_of.setdefault(figure.of, figure)
    firsts = list(first_of.values())
    rest = [figure for figure in tellable if figure not in firsts]
    wanted = [*firsts, *rest][:FIVE]
    return tuple(figure for figure in figures if figure in wanted)


def statuses_of(figures: Sequence[Figure]) -> list[tuple[str, int]]:
    """How many of the figures stand how, in words; none that is nought."""
    counted = Counter("hidden" if figure.told.is_hidden else figure.told.status for figure in figures)
    in_words = [(status.value, _(STATUSES[status])) for status in Status]
    found = [(words, counted[value]) for value, words in in_words if counted[value]]
    if counted["hidden"]:
        found.append((_("Hidden: few children"), counted["hidden"]))
    return found


def sentence_of(figures: Sequence[Figure], review: Review | None) -> str:
    """How the plan stands, in one sentence."""
    if review is None:
        return _("This plan has not been reviewed yet, so nothing has been reported to governors.")
    if not figures:
        return _("No criterion was bound to a figure when the plan was reviewed on %(day)s.") % {
            "day": date_format(review.on, "j F Y")
        }
    met = sum(figure.told.status == Status.MET for figure in figures)
    short = sum(figure.told.status in (Status.BEHIND, Status.MISSED) for figure in figures)
    hidden = sum(figure.told.is_hidden for figure in figures)
    unread = sum(not figure.told.is_hidden and not figure.told.figure for figure in figures)
    first = ngettext(
        "On %(day)s, %(met)d of %(all)d criterion was met",
        "On %(day)s, %(met)d of %(all)d criteria were met",
        len(figures),
    ) % {"day": date_format(review.on, "j F Y"), "met": met, "all": len(figures)}
    ahead = sum(figure.told.status == Status.ON_TRACK for figure in figures)
    rest = [
        (ahead, ngettext("%(count)d was on track", "%(count)d were on track", ahead)),
        (short, ngettext("%(count)d was behind", "%(count)d were behind", short)),
        (hidden, ngettext("%(count)d is hidden", "%(count)d are hidden", hidden)),
        (unread, ngettext("%(count)d had no figure", "%(count)d had no figure", unread)),
    ]
    said = [words % {"count": count} for count, words in rest if count]
    return f"{', '.join([first, *said])}."


# --- questions ----------------------------------------------------------------------------------------------


def _questions(
    plan: Plan,
    wording: Wording,
    reported: Sequence[Reported],
    headings: Mapping[int, str],
    review: Review | None,
) -> Iterator[Question]:
    answered: dict[tuple[int | None, str], list[Answer]] = {}
    for answer in plan.answers.all():
        answered.setdefault((answer.row_id, plainly(answer.question)), []).append(answer)
    by_row: dict[int, list[Reported]] = {}
    for one in reported:
        if one.criterion is not None:
            by_row.setdefault(one.criterion.row_id, []).append(one)
    among = [one.reading for one in reported]
    for read in wording.rows:
        own = by_row.get(read.row.pk, [])
        for at, words in enumerate(read.reading.questions):
            yield Question(
                at=at,
                row=read.row,
                words=words,
                heading=headings.get(read.row.pk, ""),
                evidence=tuple(_evidence(one, told(one.reading, among), review) for one in own),
                readings=tuple(one.reading for one in own),
                answers=tuple(answered.get((read.row.pk, plainly(words)), ())),
            )


def _evidence(one: Reported, may: Told, review: Review | None) -> str:
    """What a frozen figure has to say, as a sentence somebody can answer with."""
    said = {
        "of": one.reading.words,
        "figure": may.figure,
        "count": f" ({may.count})" if may.count else "",
        "target": one.reading.target,
        "status": may.status_in_words.lower(),
        "day": date_format(review.on, "j F Y") if review else "",
    }
    if may.is_hidden:
        return _("%(of)s: hidden, because it counts few children.") % said
    if not may.figure:
        return _("%(of)s: there was no figure on %(day)s.") % said
    return _("%(of)s on %(day)s: %(figure)s%(count)s; it should be %(target)s: %(status)s.") % said


# --- the paper ----------------------------------------------------------------------------------------------


def contents_of(paper: Paper, found: Governed) -> dict[str, Any]:
    """Everything a paper says, as words: what is kept of it when it is issued, and what is printed."""
    return {
        "place": paper.plan.place.name,
        "plan": paper.plan.name,
        "years": paper.plan.years,
        "meeting": date_format(paper.meeting_on, "j F Y"),
        "reviewed": _("%(day)s, %(by)s")
        % {"day": date_format(paper.review.on, "j F Y"), "by": paper.review.reviewed_by},
        "sentence": found.sentence,
        "statuses": [list(each) for each in found.statuses],
        "five": [_said(figure) for figure in found.five],
        "tells_before": any(figure.change for figure in found.five),
        "boxes": [
            {"title": title, "words": words}
            for title, words in (
                (_("How we stand"), paper.opening),
                (_("Where we are behind, and what we do about it"), paper.worries),
                (_("What we ask of governors"), paper.asks),
            )
            if words
        ],
        "groups": _by_heading(found.figures),
        "costs": _money(found.costs),
        "questions": [
            {
                "heading": each.heading,
                "words": each.words,
                "evidence": list(each.evidence),
                "answer": each.answer.words if each.answer else "",
                "by": _signed(each.answer),
                "before": each.before.words if each.before else "",
                "before_by": _signed(each.before),
            }
            for each in found.questions
        ],
        "promises": [
            {
                "words": each.words,
                "who": each.who,
                "made": date_format(each.made_on, "j F Y"),
                "due": date_format(each.due, "j F Y"),
                "outcome": each.stands_on(min(paper.meeting_on, timezone.localdate())),
            }
            for each in found.promises
            if each.made_on < paper.meeting_on
        ],
        "visits": [
            {
                "what": str(each),
                "on": date_format(each.on, "j F Y"),
                "words": each.minutes,
                "by": each.minutes_by_name,
                "rows": [str(row).split("\n")[0] for row in each.looked_at],
            }
            for each in found.visits
            if each.minutes and each.on < paper.meeting_on
        ],
        "stories": [
            {
                "kind": each.get_kind_display(),
                "on": date_format(each.on, "j F Y"),
                "said": each.said,
                "words": each.words,
            }
            for each in found.stories
            if each.on <= paper.meeting_on
        ],
    }


def _said(figure: Figure) -> dict[str, Any]:
    return {
        "words": figure.words,
        "of": figure.of,
        "figure": figure.told.figure,
        "count": figure.told.count,
        "target": figure.target,
        "status": figure.told.status_in_words,
        "change": figure.change,
        "series": [
            [date_format(day, "j M Y"), may.figure, float(may.value)]
            for day, may in figure.before
            if may.value is not None
        ],
        "value": None if figure.told.value is None else float(figure.told.value),
    }


def _money(costs: Costs) -> dict[str, Any]:
    """What the plan costs by stream, in words and as numbers to be drawn; nothing where it says no cost."""
    if not costs.lines and not costs.budgets:
        return {}
    return {
        "sentence": money_in_words(costs),
        "streams": [
            {
                "words": each.words,
                "budget": each.budget_words or _("none said"),
                "firm": each.firm_words,
                "queried": each.queried_words,
                "spent": each.spent_words,
                "left": _left(each),
                "drawn": [float(each.firm), float(each.queried), float(each.spent), float(each.budget or 0)],
            }
            for each in costs.streams
        ],
        "all": [costs.budget_words, costs.firm_words, costs.queried_words, costs.spent_words],
        "day": date_format(timezone.localdate(), "j F Y"),
    }


def _left(stream: Stream) -> str:
    if stream.budget is None:
        return ""
    return _("%(sum)s too little") % {"sum": stream.left_words} if stream.is_short else stream.left_words


def money_in_words(costs: Costs) -> str:
    """What a plan costs, in one sentence a governor can ask about."""
    said = {
        "firm": costs.firm_words,
        "queried": costs.queried_words,
        "budget": costs.budget_words,
        "spent": costs.spent_words,
    }
    parts = [_("%(firm)s is firm")]
    if costs.queried:
        parts.append(_("%(queried)s more is not certain"))
    if costs.budget is not None:
        parts.append(_("%(budget)s is budgeted"))
    parts.append(_("%(spent)s was spent so far") if costs.spent else _("nothing was said to be spent yet"))
    return f"{', '.join(parts) % said}."


def _by_heading(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for figure in figures:
        found.setdefault(figure.heading, []).append(_said(figure))
    return [{"heading": heading, "figures": own} for heading, own in found.items()]


def _signed(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return f"{answer.answered_by_name}, {date_format(answer.answered_on, 'j F Y')}"
