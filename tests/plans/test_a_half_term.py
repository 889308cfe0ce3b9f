"""Each of the five plans lives through a half-term: brought through the pages, put right, bound where its
words name a figure, read from the registers of the demonstration, reviewed, and printed as its paper was.

A school brings an old plan as this year's: it says so on the page of the document, and nothing else of it
changes.
"""

import datetime as dt
import html
import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.plans import shelf
from trellis.imports.models import Batch
from trellis.plans.models import Plan, Row
from trellis.plans.paper import said_of
from trellis.plans.reading.opening import open_paper
from trellis.plans.reading.plan import read_plan
from trellis.schools.models import Person
from trellis.web.demo.storing import store
from trellis.web.demo.world import draw_world

FIRST_WEEK = "2026-09-11T16:00"
LAST_DAY = dt.date(2026, 10, 22)
URN = "990001"  # Brackenfold Primary School
# How many of its words name a figure, and how many of these registers tell; the rest are figures that arrive.
NAMED = {
    shelf.PARENTS: (1, 1),
    shelf.INFANT: (4, 4),
    shelf.PARTNERSHIP: (0, 0),
    shelf.TRUST: (11, 10),
    shelf.SERVICE: (5, 1),
}
PUT_RIGHT = "And we say thank you."
MOST_ACTS = 6  # file, button, document, a row, what is ticked, review


@dataclass
class Head:
    """A head at the pages: every time she sends something it is an act."""

    client: Client
    acts: list[str] = field(default_factory=list)

    def sends(self, address: str, values: dict[str, Any]) -> Any:
        self.acts.append(address)
        answer = self.client.post(address, values, follow=True)
        assert answer.status_code == 200, address
        return answer

    def reads(self, address: str, **query: str) -> str:
        answer = self.client.get(address, query)
        assert answer.status_code == 200, address
        return html.unescape(answer.content.decode())


def of(name: str, *arguments: object) -> str:
    return reverse(f"plans:{name}", args=[URN, *arguments])


def brought(head: Head, name: str) -> Plan:
    """The plan as it came from its file, in two acts."""
    file = io.BytesIO(shelf.plan_file(name).read_bytes())
    file.name = name
    head.sends(reverse("imports:plan", args=[URN]), {"files": file, "kind": ""})
    batch = Batch.objects.latest("pk")
    head.sends(reverse("imports:accept", args=[URN, batch.pk]), {})
    return Plan.objects.get(batch=batch)


def first_thing_to_do(plan: Plan) -> Row | None:
    """Nothing where a paper is all tables of other kinds, as the partnership's is."""
    tables = [part for part in plan.parts.all() if part.is_of_a_plan]
    return Row.objects.of(plan).filter(part__in=tables).first()


def put_right(head: Head, plan: Plan) -> None:
    """It is this year's now, and a working document; one row is corrected where something was unsure."""
    page = head.reads(of("document", plan.pk))
    values = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    values |= {"kind": plan.kind, "orientation": plan.orientation, "summary": "", "circulation": ""}
    values |= {"state": "working", "since_year": "2026", "until_year": "2026", "within": ""}
    head.sends(of("document", plan.pk), values)
    row = (
        Row.objects.of(plan).filter(part__in=[part for part in plan.parts.all() if part.is_of_a_plan]).first()
    )
    if row is not None:
        cells = {f"cell-{at}": cell for at, cell in enumerate(row.cells)}
        head.sends(of("row", plan.pk, row.pk), cells | {"cell-0": f"{row.cells[0]} {PUT_RIGHT}"})


def confirmed(head: Head, plan: Plan) -> int:
    """Everything that is offered is ticked, and bound in one act."""
    page = head.reads(of("criteria", plan.pk))
    offered = re.findall(r'name="ticked" value="([^"]+)"', page)
    if offered:
        head.sends(of("confirm", plan.pk), {"ticked": offered})
    return len(offered)


@pytest.mark.django_db
def test_each_of_the_five_plans_is_brought_put_right_bound_reviewed_and_printed(clock, tmp_path):
    files = [shelf.plan_file(name) for name in shelf.ALL]
    clock.at(f"{LAST_DAY}T16:00")
    store(draw_world(schools=1, years=2, seed=1, on=LAST_DAY), password="a long password")
    head = Head(Client())
    head.client.force_login(Person.objects.get(email="head@brackenfold.example.org"))
    for name, file in zip(shelf.ALL, files, strict=True):
        clock.at(FIRST_WEEK)
        head.acts.clear()
        plan = brought(head, name)
        put_right(head, plan)
        assert confirmed(head, plan) == NAMED[name][0], name
        clock.at(f"{LAST_DAY}T16:00")
        head.sends(
            of("review", plan.pk), {"on": "22/10/2026", "reviewed_by": "Ivy Lark", "words": "Six weeks."}
        )
        assert len(head.acts) <= MOST_ACTS, head.acts
        reported(head, plan, name)
        printed_again(head, plan, file, tmp_path)


def reported(head: Head, plan: Plan, name: str) -> None:
    """The review froze every figure the registers tell, and the page of the plan stands by it."""
    told = [each.reading for each in plan.reviews.get().reported.select_related("reading")]
    assert len(told) == NAMED[name][0]
    measured = [reading for reading in told if reading.of.startswith("measure:")]
    assert len(measured) == NAMED[name][1]
    for reading in measured:
        # A paper of other years names days that are over: it says so, and no figure is made up.
        assert reading.whole or reading.status == "no_data"
    if measured:
        assert any(reading.whole and reading.until == LAST_DAY for reading in measured)
        assert "Are we on track?" in head.reads(of("plan", plan.pk))


def printed_again(head: Head, plan: Plan, file: Path, folder: Path) -> None:
    """Printed it has the captions and the order of its paper, and every word but those put right."""
    before = said_of(read_plan(open_paper(file, file.name)).parts)
    for ending in ("docx", "xlsx"):
        answer = head.client.get(of("paper", plan.pk, ending))
        path = folder / f"printed.{ending}"
        path.write_bytes(b"".join(answer.streaming_content))
        after = said_of(read_plan(open_paper(path, path.name)).parts)
        changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
        assert len(changed) == bool(first_thing_to_do(plan))
        for one, other in changed:
            assert str(other).replace(f" {PUT_RIGHT}", "") == str(one)
