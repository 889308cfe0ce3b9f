"""A plan whose criteria name figures, registers to read them from, and binding them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.attendance.spending import spend
from tests.plans.drawn import a_plan
from trellis.plans.binding import bind
from trellis.plans.models import Criterion, Plan, Row

DUE = dt.date(2025, 7, 22)
TEN = (dt.date(2024, 9, 3), dt.date(2024, 9, 9))  # ten sessions

TEXT = """Oak Primary improvement plan 2024-25

What we will do\tSuccess criteria\tMilestones\tWho\tWhen\tCosts
Ring every home\tAttendance is at least 97% by July 2025\tBy July at least 96%\tOO\tSept 24\t£1,200
Meet families who miss a day a week\tPA below national\t\tAA\tOct 24\t£300
Thank children who come back\tBehaviour incidents fall significantly\t\t\t\t
"""


def a_bound_plan(cast) -> Plan:
    """A plan of three rows."""
    return a_plan(cast, TEXT)


def ten_sessions(cast) -> None:
    """Amy 9 of 10, Ben 8, Cal 4, and the three others all ten: 51 of 60."""
    said = {"amy": "1I", "ben": "2I", "cal": "6I", "dee": "", "eve": "", "fay": ""}
    spent = {cast.pupils[name]: marks for name, marks in said.items()}
    assert spend(cast.oak, spent, since=TEN[0], until=TEN[1]) == 10


def bound(cast, plan: Plan, *, row: int = 0, **changed: Any) -> Criterion:
    """The row's first criterion, bound to attendance of at least 97% unless something is changed."""
    held = Row.objects.of(plan)[row]
    said = {
        "row": held, "field": "outcome", "words": held.cells[1], "measure": "attendance",
        "comparator": "fixed", "operator": "at_least", "target": Decimal(97), "due": DUE, "by": cast.head,
    }  # fmt: skip
    return bind(**said | changed)
