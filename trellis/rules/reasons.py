"""Which code the words of a family suggest, when they say why a child is not coming.

A suggestion and never more: a person chooses the code, and what is not plain from the words suggests nothing.
A holiday suggests nothing either: leave is somebody's decision, not a word's.
"""

from __future__ import annotations

import re
from typing import Final

from trellis.rules.codes import CodeSet

# In the order they are tried: an appointment about an illness is an appointment.
_SUGGESTED_BY: Final = {
    "M": (
        "appointment|dentist|dental|doctor|doctors|gp|surgery|orthodontist|optician|hospital|clinic|scan"
        "|blood test|x-ray|paediatrician"
    ),
    "R": "eid|diwali|vaisakhi|rosh hashanah|yom kippur|passover|sukkot|shavuot|orthodox christmas",
    "J1": "interview",
    "I": (
        "ill|illness|unwell|sick|sickness|poorly|temperature|fever|cough|cold|flu|virus|tummy|stomach|vomited"
        "|vomiting|throwing up|diarrhoea|headache|migraine|earache|sore throat|chickenpox|chicken pox|rash"
        "|infection|tonsillitis|asthma|covid|operation|broken arm|broken leg|injured|hurt"
    ),
}
_PATTERNS: Final = {
    code: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for code, words in _SUGGESTED_BY.items()
}


def suggested_code(reason: str, codes: CodeSet) -> str:
    """The code a reason suggests, by the code set of the day; nothing where none is plain."""
    found = (code for code, pattern in _PATTERNS.items() if pattern.search(reason))
    offered = {held.code for held in codes.codes if held.recordable}
    return next((code for code in found if code in offered), "")
