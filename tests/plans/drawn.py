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


def a_tried_plan(cast, text: str = OAK_PLAN, name: str = "plan.txt", by=None, place=None) -> Batch:
    """A plan somebody has brought to Oak, or to another place, and not decided about."""
    brought = {"place": place or cast.oak, "files": [(name, [text.encode()])], "by": by or cast.head}
    batch = imports.bring(kind="plan", **brought)
    imports.try_batch(batch)
    return batch


TRUST_PLAN = """Hedgerow Trust improvement plan 2024-25

Priority 1: Every child in school

What we will do\tSuccess criteria\tMilestones\tWho\tWhen\tCosts
The same letters\tAttendance is at least 97% by July 2025\tBy July at least 96%\tTO\tSept 24\t£1,200
Share what works\tPA below national in every school\t\tTO\tOct 24\t£300
"""


def a_trust_plan(cast, text: str = TRUST_PLAN, place=None, state: str = "working") -> Plan:
    """A plan of the trust, or of another grouping, told to its schools."""
    officer = cast.people["authority_officer" if place == cast.authority else "trust_officer"]
    batch = a_tried_plan(cast, text, by=officer, place=place or cast.trust)
    assert imports.accept(batch, by=officer)
    Plan.objects.filter(batch=batch).update(state=state)
    return Plan.objects.get(batch=batch)


def a_plan(cast, text: str = OAK_PLAN) -> Plan:
    """The plan, brought and accepted."""
    batch = a_tried_plan(cast, text)
    assert imports.accept(batch, by=cast.head)
    return Plan.objects.get(batch=batch)
