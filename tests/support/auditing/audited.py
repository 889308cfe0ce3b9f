"""An audit to test with."""

from typing import Any

from trellis.support.auditing.actions import begin_audit, follow_up, judge
from trellis.support.auditing.models import Audit, AuditStep


def an_audit(cast: Any, subject: str = "safeguarding", place: Any = None) -> Audit:
    """This year's of Oak."""
    return begin_audit(place=place or cast.oak, subject=subject, by=cast.safeguarding_lead)


def all_judged(cast: Any, audit: Audit, judgement: str = "in_place") -> Audit:
    for question in audit.questions.select_related("audit"):
        judge(question=question, judgement=judgement, evidence="The register of checks", by=cast.head)
    return audit


def something_follows(cast: Any, audit: Audit, owner: Any = "office") -> AuditStep:
    return follow_up(
        question=audit.questions.first(), words="Show the list", owner=owner, due=cast.today, by=cast.head
    )
