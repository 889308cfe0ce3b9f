"""What a plan says of itself as a document: whose it is, for which years, who signed it and when."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from trellis.plans.reading.dates import Years, read_when, years_in
from trellis.plans.reading.outline import HEADINGS, Kind
from trellis.plans.reading.plan import ReadPart, ReadPlan

_OPENING: Final = 14  # parts: what a plan says of itself stands at its beginning
_CALLED_WITHIN: Final = 5
_CALLED: Final = re.compile(r"(?:\w+[ -]){0,6}plan\b.{0,30}", re.IGNORECASE)
_STATES: Final = (
    ("final", re.compile(r"\bfinal version\b|\bfinal\b(?! year)", re.IGNORECASE)),
    ("working", re.compile(r"\bworking (?:document|draft|version)\b", re.IGNORECASE)),
    ("draft", re.compile(r"\bdraft\b", re.IGNORECASE)),
)
_KINDS: Final = (
    ("service", re.compile(r"\bservice plan\b", re.IGNORECASE)),
    ("shared", re.compile(r"\bshared plan\b|\bpartnership\b|\bconsortium\b", re.IGNORECASE)),
    ("project", re.compile(r"\bproject initiation\b|\bPID\b")),
    ("improvement", re.compile(r"\bimprovement plan\b|\bdevelopment plan\b", re.IGNORECASE)),
    ("support", re.compile(r"\bsupport\b.{0,60}\bparents\b|\bsupport action plan\b", re.IGNORECASE)),
    ("attainment", re.compile(r"\braising attainment\b", re.IGNORECASE)),
    ("attendance", re.compile(r"\battendance (?:action )?plan\b", re.IGNORECASE)),
    ("subject", re.compile(r"\bsubject (?:action )?plan\b", re.IGNORECASE)),
)


@dataclass(slots=True)
class Control:
    """The document control of a plan, as far as its paper says it."""

    name: str = ""
    kind: str = "improvement"
    years: Years | None = None
    state: str = "draft"
    manager: str = ""
    signed_by: str = ""
    signed_on: dt.date | None = None
    next_review: dt.date | None = None


def control_of(plan: ReadPlan) -> Control:
    """What a plan says of itself."""
    opening = plan.parts[:_OPENING]
    said = [f"{part.label} {part.words[:400]}" for part in opening if part.kind is not Kind.TABLE]
    text = "\n".join([*said, *plan.margins])
    headings = "\n".join(part.words for part in opening if part.kind in HEADINGS)
    found = Control(
        name=_name(plan)[:200],
        kind=_kind(headings) or _kind(text) or "improvement",
        years=_years(opening)
        or years_in(" ".join(caption for part in plan.parts for caption in part.captions))
        or years_in(" ".join(plan.margins)),
        state=next((state for state, pattern in _STATES if pattern.search(text)), "draft"),
    )
    for part in opening:
        if part.kind is Kind.COVER and part.words:
            _take(found, part.label.rstrip(" :").casefold(), part.words)
    if found.signed_by and found.state == "draft":
        found.state = "final"
    return found


def _kind(text: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "")


def _name(plan: ReadPlan) -> str:
    """Its title; where that is only whose plan it is, with what it is called below."""
    title = plan.title.rstrip(" :")
    if re.search(r"\bplan\b", title, re.IGNORECASE):
        return title
    for part in plan.parts[1:_CALLED_WITHIN]:
        label = part.label.rstrip(" :")
        called = label if part.kind is Kind.COVER else part.words
        if part.kind in (Kind.COVER, *HEADINGS) and _CALLED.fullmatch(called):
            return f"{title}: {part.words if label else called}"
    return title


def _years(parts: Sequence[ReadPart]) -> Years | None:
    return next(
        filter(
            None,
            (years_in(f"{part.label} {part.words[:300]}") for part in parts if part.kind is not Kind.COVER),
        ),
        None,
    )


def _take(found: Control, label: str, words: str) -> None:
    if "manager" in label or label.endswith(" lead"):
        found.manager = words[:160]
    elif "review" in label and "next" in label:
        found.next_review = read_when(words, None).since
    elif "date" in label and "sign" in label:
        found.signed_on = read_when(words.replace(" th ", "th "), None).since
    elif "sign" in label or "approved by" in label:
        found.signed_by = words[:160]
