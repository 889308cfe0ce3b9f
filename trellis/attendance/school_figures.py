"""A school's figures as its pages show them: rates with their counts, against last year, and in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trellis.attendance.asked import Asked
from trellis.evidence.comparators import comparator, comparators, in_words
from trellis.evidence.models import Comparator
from trellis.measures.answer import Answer
from trellis.measures.evaluate import Ask, evaluate, evaluate_together
from trellis.measures.explanation import Explanation
from trellis.measures.rows import Row
from trellis.registers.rolls import Rolls
from trellis.rules.codes import CATEGORY_LABELS, code_sets
from trellis.rules.populations import POPULATION_LABELS
from trellis.rules.rounding import percent, percent_for_page, points
from trellis.rules.words import day_in_words
from trellis.schools.counts import grouped

HEADLINES = ("attendance", "persistent_absence", "severe_absence", "late")
_SAID = HEADLINES[:2]  # in the sentence above them

NAMES: Mapping[str, Any] = {
    "attendance": gettext_lazy("Attendance"),
    "absence": gettext_lazy("Absence"),
    "authorised_absence": gettext_lazy("Authorised absence"),
    "unauthorised_absence": gettext_lazy("Unauthorised absence"),
    "persistent_absence": gettext_lazy("Persistently absent"),
    "severe_absence": gettext_lazy("Severely absent"),
    "late": gettext_lazy("Late"),
}

# The groups a page breaks figures down by, with what their labels mean.
GROUPS: Mapping[str, Any] = {
    "sex": gettext_lazy("Sex"),
    "fsm": gettext_lazy("Free school meals"),
    "pupil_premium": gettext_lazy("Pupil premium"),
    "sen": gettext_lazy("Special educational needs"),
    "eal": gettext_lazy("English as an additional language"),
    "looked_after": gettext_lazy("Looked after"),
}
_LABELS: Mapping[tuple[str, Any], Any] = {
    ("sex", "F"): gettext_lazy("Female"),
    ("sex", "M"): gettext_lazy("Male"),
    ("sen", "N"): gettext_lazy("No special educational need recorded"),
    ("sen", "K"): gettext_lazy("SEN support"),
    ("sen", "E"): gettext_lazy("Education, health and care plan"),
}
_NOT_RECORDED = gettext_lazy("Not recorded")
# Few enough for a rate to swing on one child.
SMALL_BASE = 20


def label_in_words(field: str, label: Any) -> str:
    """What a group is called on a page. One nobody recorded is named so, never joined to another."""
    if label is None or label == "":
        return str(_NOT_RECORDED)
    if isinstance(label, bool):
        return _("Yes") if label else _("No")
    if field == "year_group":
        return year_group_in_words(str(label))
    if field in ("half_term", "weekday"):
        return _(str(label))
    return str(_LABELS.get((field, label), label))


def year_group_in_words(label: str) -> str:
    """ "3" is Year 3, "R" is Reception."""
    if label == "R":
        return _("Reception")
    if label.startswith("N"):
        return _("Nursery (%(year)s)") % {"year": label}
    return _("Year %(year)s") % {"year": label}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure ready to be read: the rate, the count behind it, and the way down to the rows it counts."""

    name: str
    value: str
    of: str = ""
    change: str = ""
    url: str = ""
    missing: str = ""
    small: bool = False


def _count_of(row: Row) -> str:
    return _("%(part)s of %(whole)s") % {
        "part": grouped(row.numerator or 0),
        "whole": grouped(row.denominator or 0),
    }


def figure(row: Row | None, *, before: Row | None = None, url: str = "", against: str = "") -> Figure:
    """A row as a page shows it; without a possible session there is no rate, and it says so."""
    if row is None:
        return Figure("", _("no possible sessions"))
    name = str(NAMES.get(row.measure, row.measure))
    if row.numerator is None or not row.denominator:
        return Figure(name, _("no possible sessions"))
    shown = percent_for_page if row.measure == "attendance" else percent
    return Figure(
        name=name,
        value=f"{shown(row.numerator, row.denominator)}%",
        of=_count_of(row),
        change=change_in_words(row, before, against),
        url=url,
        small=row.denominator < SMALL_BASE,
    )


def change_in_words(row: Row, before: Row | None, against: str) -> str:
    """ "0.7 below the same days of 2024/25": how far, which way, and against what. Never a bare arrow."""
    if before is None or row.numerator is None or before.numerator is None:
        return ""
    moved = points(row.numerator, row.denominator or 0, before.numerator, before.denominator or 0)
    return moved_in_words(moved, against)


def moved_in_words(moved: str | None, against: str) -> str:
    """So many points above or below something; nothing where there is nothing to compare."""
    if moved is None:
        return ""
    if float(moved) == 0:
        return _("the same as %(what)s") % {"what": against}
    words = _("%(points)s below %(what)s") if moved.startswith("-") else _("%(points)s above %(what)s")
    return words % {"points": moved.lstrip("-"), "what": against}


@dataclass(frozen=True, slots=True)
class Headline:
    """The first screen of a school's page: four figures, a sentence, and what is missing."""

    figures: tuple[Figure, ...]
    sentence: str
    missing: int
    pupils: int
    national: str


def in_a_sentence(asked: Asked, held: Rolls) -> str:
    """How the school is doing over the days asked, against the same days a year before."""
    ask = _headline_ask(asked, held, _SAID)
    (answer,) = evaluate_together(held.rolls, [ask], population=asked.population)
    return _sentence(asked, *_now_and_before(asked, held, answer, _SAID))


def overview(asked: Asked, held: Rolls) -> tuple[Headline, "HalfTermsByYearGroup"]:
    """The headline and the half-terms by year group, from one reading of the lines."""
    asks = [_headline_ask(asked, held, HEADLINES), _half_terms_ask(asked)]
    first, second = evaluate_together(held.rolls, asks, population=asked.population)
    return _headline(asked, held, first), _half_terms(asked, second)


def _headline_ask(asked: Asked, held: Rolls, measures: Sequence[str]) -> Ask:
    last = asked.last_year(held)
    return Ask(measures, [asked.period, *([last] if last else [])])


def _now_and_before(
    asked: Asked, held: Rolls, answer: Answer, measures: Sequence[str]
) -> tuple[Mapping[str, Row | None], tuple[Figure, ...]]:
    """The row of each measure, and its figure against the year before."""
    last = asked.last_year(held)
    now = {name: _of(answer, name, asked.year.start, last_year=False) for name in measures}
    before = {name: _of(answer, name, asked.year.start, last_year=True) for name in measures}
    against = last.label if last else ""
    return now, tuple(
        figure(now[name], before=before[name], url=pupils_url(asked, where=_WHERE[name]), against=against)
        for name in measures
    )


def _headline(asked: Asked, held: Rolls, answer: Answer) -> Headline:
    now, figures = _now_and_before(asked, held, answer, HEADLINES)
    first = now["attendance"]
    return Headline(
        figures=figures,
        sentence=_sentence(asked, now, figures),
        missing=first.missing_marks or 0 if first else 0,
        pupils=first.pupils or 0 if first else 0,
        national=national_in_words(asked, comparators()),
    )


_WHERE = {
    "attendance": "all",
    "persistent_absence": "persistent_absence",
    "severe_absence": "severe_absence",
    "late": "late",
}


def pupils_url(asked: Asked, *, where: str = "all", **fields: Any) -> str:
    """The list of pupils a figure counts."""
    query = {"where": where} | {name: _written(value) for name, value in fields.items()}
    return f"{asked.pupils_page}?{urlencode(query)}&{asked.query}"


def _written(value: Any) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _of(answer: Answer, measure: str, year: int, *, last_year: bool) -> Row | None:
    wanted = year - 1 if last_year else year
    for row in answer.rows:
        if row.measure == measure and row.since.year - (row.since.month < 8) == wanted:
            return row
    return None


def _sentence(asked: Asked, now: Mapping[str, Row | None], figures: Sequence[Figure]) -> str:
    first, persistent = now["attendance"], now["persistent_absence"]
    if first is None or not first.denominator:
        return _("No possible session has been recorded for %(days)s.") % {"days": asked.words}
    parts = [
        _("Pupils attended %(rate)s of sessions in %(days)s")
        % {"rate": figures[0].value, "days": asked.words}
    ]
    if figures[0].change:
        parts.append(figures[0].change)
    said = ", ".join(parts)
    if persistent is None or persistent.numerator is None:
        return f"{said}."
    few = ngettext(
        "%(count)s is persistently absent (%(rate)s of %(whole)s)",
        "%(count)s are persistently absent (%(rate)s of %(whole)s)",
        persistent.numerator,
    ) % {
        "count": grouped(persistent.numerator),
        "rate": figures[1].value,
        "whole": grouped(persistent.denominator or 0),
    }
    return f"{said}; {few}."


def national_in_words(asked: Asked, among: list[Comparator]) -> str:
    """The national figures for the same population, year and definition, or why none may stand here."""
    if asked.half_term:
        return _("National figures are published for terms and years, not for half-terms.")
    said = []
    for measure in ("absence", "persistent_absence", "severe_absence"):
        found = comparator(
            measure=measure,
            nation=asked.school.nation,
            phase=asked.school.phase,
            year=asked.year,
            population=asked.population.value,
            among=among,
        )
        if not isinstance(found, Comparator):
            return str(found)
        said.append(f"{NAMES[measure].lower()} {found.percent}% ({in_words(found)})")
    return _("National: %(figures)s.") % {"figures": "; ".join(said)}


# --- Breakdowns ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One group of a breakdown: its figures, in the order of the table's columns."""

    label: str
    pupils: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Figures by one field: a table, and what it is called."""

    field: str
    heading: str
    lines: tuple[Line, ...]


def breakdown(
    asked: Asked, held: Rolls, field: str, heading: str, measures: Sequence[str] = HEADLINES
) -> Breakdown:
    """The measures by one field, each figure with the way down to its pupils."""
    answer = evaluate(
        _this_year(asked, held), measures, [asked.period], (field,), population=asked.population
    )
    by_label: dict[Any, dict[str, Row]] = {}
    for row in answer.rows:
        by_label.setdefault(row.group[field], {})[row.measure] = row
    timed = field in ("weekday", "session", "half_term", "week")
    lines = tuple(
        Line(
            label=label_in_words(field, label),
            pupils=max((row.pupils or 0) for row in rows.values()),
            figures=tuple(
                figure(
                    rows.get(name),
                    url="" if timed else pupils_url(asked, where=_WHERE.get(name, "all"), **{field: label}),
                )
                for name in measures
            ),
        )
        for label, rows in by_label.items()
        if any(row.denominator for row in rows.values())
    )
    return Breakdown(field, heading, lines)


def _this_year(asked: Asked, held: Rolls) -> list[Any]:
    return [roll for roll in held.rolls if roll.year == asked.year]


@dataclass(frozen=True, slots=True)
class HalfTermsByYearGroup:
    """Attendance by year group (down) and half-term (across): a table, and the same as small multiples."""

    half_terms: tuple[str, ...]
    lines: tuple[Line, ...]
    chart: dict[str, Any]
    says: str


def _half_terms_ask(asked: Asked) -> Ask:
    return Ask(["attendance"], [asked.but(half_term="").period], ("year_group", "half_term"))


def _half_terms(asked: Asked, answer: Answer) -> HalfTermsByYearGroup:
    """Each year group's attendance through the half-terms of a year."""
    half_terms = list(dict.fromkeys(row.group["half_term"] for row in answer.rows if row.denominator))
    rows: dict[Any, dict[Any, Row]] = {}
    for row in answer.rows:
        rows.setdefault(row.group["year_group"], {})[row.group["half_term"]] = row
    drawn = {group: held_ for group, held_ in rows.items() if any(row.denominator for row in held_.values())}
    lines = tuple(
        Line(
            label=label_in_words("year_group", group),
            pupils=max(row.pupils or 0 for row in held_.values()),
            figures=tuple(
                figure(
                    held_.get(name),
                    url=pupils_url(asked.but(half_term=name), year_group=group) if name else "",
                )
                for name in half_terms
            ),
        )
        for group, held_ in drawn.items()
    )
    values = [
        {
            "year_group": label_in_words("year_group", group),
            "half_term": label_in_words("half_term", name),
            "attendance": 100 * row.numerator / row.denominator,
        }
        for group, held_ in drawn.items()
        for name, row in held_.items()
        if row.denominator and row.numerator is not None
    ]
    names = tuple(label_in_words("half_term", name) for name in half_terms)
    return HalfTermsByYearGroup(names, lines, _small_multiples(values, names), _chart_in_words(values))


def _small_multiples(values: list[dict[str, Any]], half_terms: Sequence[str]) -> dict[str, Any]:
    """One small chart for each year group, all on one scale."""
    order = list(dict.fromkeys(value["year_group"] for value in values))
    return {
        "data": {"values": values},
        "facet": {"field": "year_group", "type": "nominal", "sort": order, "title": None, "columns": 4},
        "columns": 4,
        "spec": {
            "width": 190,
            "height": 110,
            "mark": {"type": "line", "point": True},
            "encoding": {
                "x": {
                    "field": "half_term",
                    "type": "ordinal",
                    "sort": list(half_terms),
                    "title": None,
                    "axis": {"labelExpr": "replace(datum.label, /^(...).* /, '$1 ')", "labelFontSize": 12},
                },
                "y": {
                    "field": "attendance",
                    "type": "quantitative",
                    "scale": {"zero": False, "nice": True},
                    "title": None,
                    "axis": {"tickCount": 4, "labelExpr": "datum.label + '%'"},
                },
            },
        },
    }


def _chart_in_words(values: Sequence[Mapping[str, Any]]) -> str:
    if not values:
        return _("No attendance to draw yet.")
    lowest = min(values, key=lambda value: value["attendance"])
    highest = max(values, key=lambda value: value["attendance"])
    return _(
        "Attendance by year group and half-term: "
        "lowest in %(low)s, %(low_term)s; highest in %(high)s, %(high_term)s."
    ) % {
        "low": lowest["year_group"],
        "low_term": lowest["half_term"],
        "high": highest["year_group"],
        "high_term": highest["half_term"],
    }


@dataclass(frozen=True, slots=True)
class Reason:
    """One code a school recorded: how often, and what share of possible sessions and of absence."""

    code: str
    meaning: str
    sessions: int
    of_possible: str
    of_absence: str


def reasons(asked: Asked, held: Rolls) -> list[Reason]:
    """Why sessions were missed, code by code, the most frequent first."""
    codes = {
        code.code: code.meaning
        for codes in code_sets(asked.school.nation)
        if codes.since <= asked.year.until and (codes.until is None or codes.until >= asked.year.since)
        for code in codes.codes
        if code.category.absent
    }
    names = [f"reason:{code}" for code in codes]
    answer = evaluate(
        _this_year(asked, held), [*names, "absence"], [asked.period], population=asked.population
    )
    rows = {row.measure: row for row in answer.rows}
    absent = (rows["absence"].numerator or 0) if "absence" in rows else 0
    found = [
        Reason(
            code=code,
            meaning=_(meaning),
            sessions=row.numerator,
            of_possible=f"{percent(row.numerator, row.denominator or 0)}%",
            of_absence=f"{percent(row.numerator, absent)}%",
        )
        for code, meaning in codes.items()
        if (row := rows.get(f"reason:{code}")) is not None and row.numerator
    ]
    return sorted(found, key=lambda reason: -reason.sessions)


# --- How was this counted? ----------------------------------------------------------------------------------


def counted(asked: Asked, held: Rolls, measure: str) -> list[tuple[str, str]]:
    """Everything a person needs to check one of the school's figures by hand, as terms and what is said."""
    answer = evaluate(
        _this_year(asked, held),
        [measure],
        [asked.period],
        population=asked.population,
        as_at=held.as_at,
        ledger=dict(held.ledger),
    )
    return explained(answer.explain(answer.rows[0]), held) if answer.rows else []


def explained(said: Explanation, held: Rolls) -> list[tuple[str, str]]:
    """An explanation in a page's words."""
    row = said.row
    lines = [
        (_("What it counts"), str(said.counts)),
        (_("Figure"), _count_of(row)),
        (_("Whom"), _(POPULATION_LABELS[said.question.population])),
        *((_("Not counted"), str(what)) for what in said.not_counted),
        (
            _("Pupils"),
            _(", ").join(
                (
                    ngettext("%(n)s pupil", "%(n)s pupils", row.pupils or 0)
                    % {"n": grouped(row.pupils or 0)},
                    ngettext("%(n)s enrolment", "%(n)s enrolments", row.enrolments or 0)
                    % {"n": grouped(row.enrolments or 0)},
                )
            ),
        ),
        (
            _("Days"),
            _("%(since)s to %(until)s")
            % {"since": day_in_words(row.since), "until": day_in_words(row.until)},
        ),
    ]
    if row.threshold:
        lines.append((_("Threshold"), str(row.threshold)))
    lines += [(_("Codes counted"), _codes(said)), (_("Marks missing"), _missing(row.missing_marks or 0))]
    lines += [
        (_("Left out: %(code)s") % {"code": code.code}, f"{grouped(code.sessions)} – {code.why}")
        for code in said.unlawful
    ]
    if said.marks_outside:
        lines.append(
            (
                _("Outside every enrolment"),
                ngettext(
                    "%(count)s mark, counted nowhere", "%(count)s marks, counted nowhere", said.marks_outside
                )
                % {"count": grouped(said.marks_outside)},
            )
        )
    if said.without_birthday:
        lines.append(
            (
                _("No date of birth"),
                ngettext(
                    "%(count)s pupil, not counted", "%(count)s pupils, not counted", said.without_birthday
                )
                % {"count": grouped(said.without_birthday)},
            )
        )
    if said.summaries:
        lines.append(
            (_("Summaries"), _("%(count)s counted with the marks") % {"count": grouped(said.summaries)})
        )
    lines += [(_("Note"), str(note)) for note in said.notes]
    numbers = ", ".join(f"{number} ({urn})" for urn, number in held.ledger.items())
    lines.append(
        (
            _("Known at"),
            _("%(moment)s, ledger entry %(number)s")
            % {"moment": date_format(timezone.localtime(held.as_at), "j F Y, H:i"), "number": numbers},
        )
    )
    return lines


def _codes(said: Explanation) -> str:
    """One code a line: what it means, what it counts as, and how many sessions."""
    parts: dict[str, int] = {}
    for code in said.codes:
        if code.sessions:
            parts[f"{code.code} {_(code.meaning)} ({_(CATEGORY_LABELS[code.category])})"] = code.sessions
    return "\n".join(f"{words}: {grouped(count)}" for words, count in parts.items()) or _("none")


def _missing(count: int) -> str:
    return _("%(count)s, never counted as present") % {"count": grouped(count)}


def every(names: Iterable[str]) -> list[str]:
    """Headings of a table of figures."""
    return [str(NAMES[name]) for name in names]
