"""Closures for the tests: closed(cast, words="Snow", …) closes Oak today, announced by the office."""

from typing import Any

from trellis.attendance.day.closing import announce
from trellis.attendance.day.closures import Closing
from trellis.attendance.models import Closure


def closing(cast: Any, **said: Any) -> Closing:
    """The whole of Oak, today, because of the snow."""
    held = {
        "since": cast.today,
        "until": said.get("since", cast.today),
        "reason": "weather",
        "words": "The paths are under ice",
        "code": "Y4",
        "decided_by": "Helen Hart",
    }
    return Closing(**{**held, **said})


def a_part(cast: Any, **said: Any) -> Closing:
    """Class 3B, today."""
    return closing(cast, **{"whole": False, "classes": [cast.class_3b], "code": "Y3", **said})


def closed(cast: Any, what: Closing | None = None, *, replacing: frozenset[str] = frozenset()) -> Closure:
    """It is announced."""
    closure, _done = announce(
        school=cast.oak, closing=what or closing(cast), replacing=replacing, by=cast.office
    )
    return closure
