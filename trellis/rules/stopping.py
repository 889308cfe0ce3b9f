"""Words by which somebody asks for no more texts, in English and in Welsh.

Only a message that says nothing else: "Stop" is asked, "please stop him crying at the gate" is told.
"""

import re
from typing import Final

STOP_WORDS: Final = frozenset(
    {
        *("STOP", "STOP ALL", "STOPALL", "STOP TEXTS", "STOP TEXTING", "UNSUBSCRIBE", "OPT OUT", "OPTOUT"),
        *("END", "QUIT", "CANCEL", "NO MORE TEXTS"),
        *("STOPIO", "STOPIWCH", "PEIDIWCH", "DIM MWY", "DIM RHAGOR", "DIWEDD"),
    }
)


def asks_to_stop(words: str) -> bool:
    """Whether a message asks for no more, and says nothing else but perhaps please or thank you."""
    said = " ".join(re.findall(r"\w+", words.upper()))
    polite = re.sub(r"^(?:PLEASE|PLIS) | (?:PLEASE|PLIS|THANKS|THANK YOU|DIOLCH)$", "", said)
    return polite in STOP_WORDS
