"""Is a row of a table a row of its own, or the rest of the one before? A page that ends in the middle of a
row leaves its second half at the top of the next; a poor scan shatters a row into its lines.
"""

import re
from collections.abc import Sequence
from typing import Final

from trellis.plans.fields import LONG, SHORT, Field
from trellis.plans.reading.look import looks_like_code
from trellis.plans.reading.lookalikes import mended
from trellis.plans.reading.people import words_of

_GOES_ON: Final = words_of(
    "a an the and or of in on to for from with by at as is are be that this these those their its if "
    "into than who which will have has been not across between through all any each every our your "
    "his her pupil's pupils'"
)
_SAYS_NOTHING: Final = re.compile(r"[\W_]*")


def is_unfinished(words: str) -> bool:
    """Does a text break off in the middle of a sentence?"""
    words = words.strip()
    if not words or words[-1] in ".!?:)":
        return False
    return words[-1] in ",;–-(" or words.split()[-1].strip("“”\"'").casefold() in _GOES_ON


def says_nothing(cell: str) -> bool:
    """A bullet, a rule, a dot left by a scanner."""
    return bool(_SAYS_NOTHING.fullmatch(cell))


def begins_low(cell: str) -> bool:
    return cell[:1].islower()


def continues(
    row: Sequence[str], before: Sequence[str] | None, fields: Sequence[str], *, broken: bool
) -> bool:
    """Is this the rest of the row before? `broken`: the paper was interrupted between them."""
    if before is None:
        return False
    main = main_column(fields)
    short = any(cell for cell, field in zip(row, fields, strict=False) if field in SHORT)
    if Field.REFERENCE in fields:
        return _continues_reference(
            row, before, fields.index(Field.REFERENCE), main, fields, short=short, broken=broken
        )
    if not row[0]:
        return _continues_below_blank(row, before, main, fields, short=short, broken=broken)
    # A date or a name may begin low; a sentence that does goes on from the one before.
    first = next((at for at, field in enumerate(fields) if field in LONG), 0)
    if first and short:
        return False
    return begins_low(row[first]) or (broken and is_unfinished(before[first]))


def _continues_reference(
    row: Sequence[str],
    before: Sequence[str],
    reference: int,
    main: int,
    fields: Sequence[str],
    *,
    short: bool,
    broken: bool,
) -> bool:
    code = row[reference]
    if code and not (begins_low(code) or code.startswith("(")):
        return not short and not looks_like_code(code) and is_unfinished(before[main])
    if begins_low(row[main]):
        return True
    if not any(field in SHORT for field in fields):
        return not code and (broken or is_unfinished(before[main]) or not row[main])
    return not short


def _continues_below_blank(
    row: Sequence[str], before: Sequence[str], main: int, fields: Sequence[str], *, short: bool, broken: bool
) -> bool:
    """Under a blank first cell: the rest of a row, unless it is whole and the first cell was merged over
    several.
    """
    whole = bool(row[main]) and not begins_low(row[main]) and main > 0 and not is_unfinished(before[main])
    fills_most = sum(map(bool, row)) * 2 > sum(map(bool, fields))
    return not (whole and fills_most and (short or not broken))


def main_column(fields: Sequence[str]) -> int:
    """Where the words stand that make a row a row: what is done, else what it should lead to."""
    for field in (Field.ACTION, Field.OUTCOME):
        if field in fields:
            return fields.index(field)
    return next((at for at, field in enumerate(fields) if field in LONG), 0)


def is_noise(row: Sequence[str], fields: Sequence[str]) -> bool:
    """A row in which nothing is said: stray marks, a letter, a number. Words that stand alone head what
    follows.
    """
    if not any(row[1:]) and len(re.findall(r"[^\W\d_]", row[0])) > 2:
        return False
    long = sum(
        len(re.findall(r"[^\W\d_]", cell)) for cell, field in zip(row, fields, strict=False) if field in LONG
    )
    other = any(
        cell
        for cell, field in zip(row, fields, strict=False)
        if field not in LONG and field != Field.REFERENCE
    )
    return long < 3 and not other


def joined(before: str, after: str, field: str) -> str:
    """A cell and the rest of it, as one. A second copy of the same says nothing new."""
    if not before or says_nothing(after):
        return before or ("" if says_nothing(after) else after)
    if field in SHORT and mended(after) in (mended(before), *mended(before).split("\n")):
        return before
    if field in LONG or field == Field.RESOURCE or field == Field.REFERENCE:
        apart = before.endswith((".", "?", "!")) and not begins_low(after)
        return f"{before}\n{after}" if apart and field in LONG else f"{before} {after}"
    return f"{before}\n{after}"
