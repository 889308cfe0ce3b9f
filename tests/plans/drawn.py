"""A small plan of Oak Primary, as text: a cover, an objective, four rows, a list of criteria; and bringing
it.
"""

from pathlib import Path

from trellis.imports import actions as imports
from trellis.imports.models import Batch
from trellis.plans.models import Plan

OAK_PLAN = """Oak Primary attendance plan 2024-25

Team manager\tHelen Hart
Signed off by\tGwen Gould
Objective 1:\tMore children in school, more of the time

Ref.\tWhat we will do\tSuccess criteria\tPriority (H, M, L)\tWho\tStart date\tFinish date\tResources\tProgress
OA/1\tRing every home by 9:30\tEvery family is heard from\tН\tOO\tSept 24\tJuly 25\t£1,200\t
OA/2\tMeet families who miss a day a week\tFewer than one in ten\tH\tAAIL\tOctober 24\tApril 25\t£300?\t
OA/3\tSend letters each half-term\tFamilies know where they stand\tM\tAA/IL\tSept 24\tsome day\tCost above\t
OA/4\tThank children who come back\tNine in ten stay\tL\tIL\tSept 24\tJuly 25\tNew certificates 150\t
"""


def plan_text(folder: Path, text: str = OAK_PLAN, name: str = "plan.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def a_tried_plan(cast, text: str = OAK_PLAN, name: str = "plan.txt", by=None) -> Batch:
    """A plan somebody has brought to Oak and not decided about."""
    batch = imports.bring(kind="plan", school=cast.oak, files=[(name, [text.encode()])], by=by or cast.head)
    imports.try_batch(batch)
    return batch


def a_plan(cast, text: str = OAK_PLAN) -> Plan:
    """The plan, brought and accepted."""
    batch = a_tried_plan(cast, text)
    assert imports.accept(batch, by=cast.head)
    return Plan.objects.get(batch=batch)
