"""Criteria: a plan of a hundred rows, sixty of them live, over three years at a thousand pupils; the same at
each of the eight schools of a trust, side by side; and the trust's own, read together and at each.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from bench import pages
from bench.timing import Row, median_of_five, row
from trellis.rules.academic_year import AcademicYear

ROWS, LIVE = 100, 60
DUE = dt.date(2025, 7, 22)

# What the criteria of such a plan are bound to, in turn.
BOUND: tuple[dict[str, Any], ...] = (
    {"measure": "attendance", "operator": "at_least", "target": Decimal(97)},
    {"measure": "attendance", "group_field": "fsm", "group": "true", "comparator": "rest"},
    {"measure": "attendance", "comparator": "last_year"},
    {
        "measure": "persistent_absence",
        "operator": "below",
        "comparator": "latest",
        "population": "statistical",
    },
    {"measure": "persistent_absence", "operator": "below", "comparator": "last_year"},
    {"measure": "severe_absence", "operator": "at_most", "target": Decimal(1)},
    {"measure": "late", "operator": "below", "comparator": "last_year", "period": "term"},
    {"measure": "attendance", "group_field": "year_group", "group": "3", "comparator": "baseline"},
    {"measure": "absence", "group_field": "sen", "group": "E", "operator": "below", "comparator": "rest"},
    {"measure": "unauthorised_absence", "operator": "at_most", "target": Decimal(1), "period": "half_term"},
    {"count": "duties", "target": Decimal(50), "period": "plan"},
    {"count": "messages", "target": Decimal(50), "period": "plan"},
)


def rows() -> Iterator[Row]:
    """The figures of this module."""
    pages.YEARS = tuple(AcademicYear(year) for year in (2022, 2023, 2024))  # type: ignore[assignment]
    pages.JOINED = dt.date(2022, 9, 1)
    with tempfile.TemporaryDirectory() as folder:
        pages.set_up(folder)
        pages.fill(pages.SCHOOLS)
        plans, trusts = _plans()
        plan, of_each = plans[0], f"{ROWS} rows, {LIVE} live criteria"
        own, across = f"{pages.SCHOOL}plans/{plan.pk}/", f"{pages.TRUST}plans/"
        for name, role, url, limit in (
            ("the plan", "head", own, 300),
            ("its criteria", "head", f"{own}criteria/", 300),
            (f"the plans of {len(plans)} schools, each of", "trust_officer", f"{across}schools/", 1000),
            ("the trust's own plan", "trust_officer", f"{across}{trusts.pk}/", None),
        ):
            ask = pages.asking(role, url)
            answered = ask()
            assert answered.status_code == 200, answered.status_code
            size = f"{len(answered.content) / 1000:.0f} kB"
            yield row(f"{name}, {of_each}", 1000 * median_of_five(ask), "ms", limit=limit, note=size)
        yield row(
            f"the governors' paper of {LIVE} criteria, PDF and Word",
            1000 * median_of_five(_paper(plan)),
            "ms",
            limit=3000,
        )


def _paper(plan: Any) -> Any:
    """Drawing up and printing the paper of a plan that was reviewed twice."""
    from django.utils import timezone

    from trellis.plans.actions import record_review
    from trellis.plans.answering import write_paper
    from trellis.plans.criteria import wording_of
    from trellis.plans.governing import contents_of, governed
    from trellis.plans.paper import parts_of
    from trellis.plans.printing.governors import pdf_of, word_of

    for day in (dt.date(2025, 2, 14), dt.date(2025, 4, 4)):
        review = record_review(plan=plan, on=day, reviewed_by="benchmark", words="", by="benchmark")
    held = write_paper(plan=plan, review=review, values={"meeting_on": day}, by="benchmark")

    def printed() -> None:
        contents = contents_of(held, governed(plan, wording_of(plan, parts_of(plan)), review))
        for print_it in (pdf_of, word_of):
            print_it(contents, language="en", at=timezone.now())

    return printed


def _plans() -> tuple[list[Any], Any]:
    """A plan of each school, reviewed once, and one of the trust."""
    from trellis.plans.actions import record_review
    from trellis.schools.models import Grouping, School

    plans = [_plan({"school": school}) for school in School.objects.order_by("pk")]
    for plan in plans:
        record_review(plan=plan, on=dt.date(2024, 12, 16), reviewed_by="benchmark", words="", by="benchmark")
    return plans, _plan({"grouping": Grouping.objects.get()})


def _plan(place: dict[str, Any]) -> Any:
    """A plan of three years in a table of five columns."""
    from trellis.plans.binding import bind
    from trellis.plans.models import Part, Plan, Row

    plan = Plan.objects.create(**place, name="Improvement plan", since_year=2022, until_year=2024)
    fields = ["action", "outcome", "owner", "when", "resource"]
    table = Part.objects.create(plan=plan, place=0, kind="table", captions=[*"ABCDE"], fields=fields)
    made = Row.objects.bulk_create(
        Row(
            part=table,
            place=at,
            cells=[f"What is done, number {at}", f"What it leads to, number {at}", "HH", "July 25", "£100"],
        )
        for at in range(ROWS)
    )
    for at, held in enumerate(made[:LIVE]):
        said = {"comparator": "fixed", "operator": "above"} | BOUND[at % len(BOUND)]
        bind(row=held, field="outcome", words=held.cells[1], due=DUE, by="benchmark", **said)
    return plan
