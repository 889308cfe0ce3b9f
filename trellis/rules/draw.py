"""A prize draw that anybody can run again: sealed tickets, their digest, a seed drawn afterwards, the winner.

1. Each entrant has a ticket: the SHA-256 of a secret of the ticket's own, a colon and the entrant's number
   in the records, its first 32 hexadecimal digits. A ticket tells nobody whose it is; whoever is shown the
   secret can check that it is theirs.
2. The tickets in their order, a line each, have a digest: their SHA-256. It is kept and shown before the
   draw.
3. Only then is a seed drawn at random. The SHA-256 of "digest:seed:1", read as a number, divided by the
   number of tickets leaves a remainder; the winner is the ticket at that place, counted from nought. Numbers
   above the last whole multiple would favour the first tickets: then "digest:seed:2" is taken, and so on.

Whoever fixed the tickets could not know the seed; whoever drew the seed could no longer change the tickets.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import count
from typing import Final

TICKET_DIGITS: Final = 32
_NUMBERS: Final = 2**256


def ticket_of(secret: str, entrant: int) -> str:
    """The sealed ticket of an entrant."""
    return sha256(f"{secret}:{entrant}".encode()).hexdigest()[:TICKET_DIGITS]


def digest_of(tickets: Sequence[str]) -> str:
    """What fixes the tickets and their order."""
    return sha256("\n".join(tickets).encode()).hexdigest()


def winning_place(digest: str, seed: str, tickets: int) -> int:
    """Which ticket is drawn, counted from nought."""
    if tickets < 1:
        raise ValueError("A draw needs at least one ticket.")
    limit = _NUMBERS - _NUMBERS % tickets
    drawn = (int(sha256(f"{digest}:{seed}:{turn}".encode()).hexdigest(), 16) for turn in count(1))
    return next(number for number in drawn if number < limit) % tickets
