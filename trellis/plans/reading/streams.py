"""Which pot of money pays, where a cost says so: "PP", "sports premium", "school budget"."""

import re
from typing import Final

from trellis.rules.words import gettext_noop

STREAMS: Final = (
    (gettext_noop("Pupil premium"), re.compile(r"\bPPG?\b|\bpupil premium\b", re.IGNORECASE)),
    (
        gettext_noop("Sports premium"),
        re.compile(
            r"\b(?:PE (?:and|&) )?sports? premium\b|\bsports? (?:funding|money|grant)\b", re.IGNORECASE
        ),
    ),
    (gettext_noop("Catch-up funding"), re.compile(r"\bcatch[- ]?up\b|\brecovery premium\b", re.IGNORECASE)),
    (gettext_noop("SEND funding"), re.compile(r"\bSEND? (?:funding|money|budget)\b", re.IGNORECASE)),
    (gettext_noop("Parents’ association"), re.compile(r"\bPTFA\b|\bPTA\b|\bFriends of\b")),
    (gettext_noop("Grant"), re.compile(r"\bgrants?\b", re.IGNORECASE)),
    (
        gettext_noop("School budget"),
        re.compile(
            r"\b(?:school|main|core|delegated|CPD|training|curriculum) budget\b|\bfrom budget\b",
            re.IGNORECASE,
        ),
    ),
)


def stream_in(words: str) -> str:
    """The pot some words name first; nothing where they name none."""
    found = [(match.start(), name) for name, pattern in STREAMS if (match := pattern.search(words))]
    return min(found)[1] if found else ""
