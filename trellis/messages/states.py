"""What may become of an item: one table, and the one way to move from a state to the next.

    prepared → queued → sending → sent → delivered
                 ↑ ↓        ↓        ↘
               held     failed, uncertain

Nothing leaves *uncertain* by itself but by asking the provider: nobody knows whether the message arrived, and
sending it again without knowing may write to a family twice.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone

from trellis.messages.models import Batch, Item

State = Item.State

NEXT: Final[Mapping[str, frozenset[str]]] = {
    State.PREPARED: frozenset({State.QUEUED, State.WITHDRAWN}),
    State.QUEUED: frozenset({State.SENDING, State.SENT, State.WITHDRAWN}),  # sent at once: a printed letter
    State.SENDING: frozenset({State.SENT, State.QUEUED, State.FAILED, State.UNCERTAIN, State.HELD}),
    State.SENT: frozenset({State.DELIVERED, State.FAILED}),
    State.UNCERTAIN: frozenset({State.SENT, State.DELIVERED, State.QUEUED, State.FAILED, State.WITHDRAWN}),
    State.HELD: frozenset({State.QUEUED, State.WITHDRAWN}),
    State.FAILED: frozenset({State.QUEUED, State.WITHDRAWN}),
    State.DELIVERED: frozenset(),
    State.WITHDRAWN: frozenset(),
}


def move(item: Item, to: str, **said: Any) -> bool:
    """Move an item to its next state, unless somebody else has moved it meanwhile; whether it was moved."""
    if to not in NEXT[item.state]:
        raise ValueError(f"An item that is {item.state} never becomes {to}.")
    moved = Item.objects.filter(pk=item.pk, state=item.state).update(state=to, **said)
    if moved:
        for name, value in {"state": to, **said}.items():
            setattr(item, name, value)
    return bool(moved)


def settle(batch: Batch) -> None:
    """A batch of which nothing waits any more is sent."""
    if batch.state != Batch.State.APPROVED or batch.items.waiting().exists():
        return
    sent = Batch.objects.filter(pk=batch.pk, state=Batch.State.APPROVED)
    now = timezone.now()
    if sent.update(state=Batch.State.SENT, sent_at=now):
        batch.state, batch.sent_at = Batch.State.SENT, now
