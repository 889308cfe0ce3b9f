"""Conversations for the tests: talk(cast, "amy", with_="Ann Adams", words="…")."""

import datetime as dt
from typing import Any

from django.utils import timezone

from tests.cast import LONDON
from trellis.messages.conversations import note_conversation
from trellis.messages.models import Conversation, Reply
from trellis.messages.replies import take
from trellis.schools.models import Contact


def talk(cast: Any, *names: str, with_: str | tuple[str, ...] = "Ann Adams", **said: Any) -> Conversation:
    """A call about these children with these adults, who answered unless it says otherwise."""
    adults = (with_,) if isinstance(with_, str) else with_
    told = {
        "school": cast.oak,
        "kind": "call",
        "at": dt.datetime(2024, 9, 9, 9, 30, tzinfo=LONDON),
        "pupils": [cast.pupils[name] for name in names],
        "contacts": list(Contact.objects.filter(name__in=adults).order_by("pk")),
        "reached": True,
        "words": "Amy has a cough; back tomorrow.",
        "by": cast.office,
    }
    return note_conversation(**{**told, **said})


def a_reply(cast: Any, sender: str = "07700 900123", **said: Any) -> Reply:
    """A text that came to Oak a minute ago, from a number nobody knows unless the test says so."""
    told = {
        "school": cast.oak,
        "channel": "text",
        "words": "Thank you",
        "received_at": timezone.now() - dt.timedelta(minutes=1),
        "by": cast.office,
    }
    return take(sender=sender, **{**told, **said})
