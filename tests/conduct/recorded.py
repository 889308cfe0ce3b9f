"""Incidents to test with: something that happened at Oak this morning."""

import datetime as dt
from typing import Any

from trellis.conduct.actions import record_incident
from trellis.conduct.models import Incident


def an_incident(cast: Any, *names: str, part: str = "took_part", **said: Any) -> Incident:
    """Ben disrupted a lesson in Class 3B, or what is said instead."""
    values = {
        "on": dt.date(2024, 9, 9),
        "when": "morning",
        "at": None,
        "type": "Disrupting a lesson",
        "place": "Classroom",
        "severity": 1,
        "words": "Called out again and again.",
        "action": "Talked with the child",
        "by": cast.teacher,
    } | said
    school = values.pop("school", cast.oak)
    parts = {cast.pupils[name]: part for name in names or ("ben",)}
    return record_incident(school=school, parts=parts, **values)
