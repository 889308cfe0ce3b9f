"""By which channel a message reaches a home: the first of those asked for that can.

A text needs a UK mobile number, an e-mail an address; neither goes to somebody who asked the school not to
write in that way, nor a second time where an earlier one did not arrive. A letter needs an address, or
somebody the child lives with to hand it to.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from trellis.messages.addressees import Home
from trellis.messages.models import Channel, LeftOut, OptOut
from trellis.messages.numbers import email_address, mobile_number
from trellis.schools.models import Contact, School

Reason = LeftOut.Reason


@dataclass(frozen=True)
class Way:
    """How a home is reached: the channel, whom in it, and where the message goes."""

    channel: str
    home: Home
    address: Sequence[str]
    contact: Contact | None = None


@dataclass(frozen=True)
class NoWay:
    """Why a home is not reached by a channel."""

    reason: LeftOut.Reason
    says: str = ""


class Ways:
    """The channels of one batch, in order of preference, and who asked a school not to use them."""

    def __init__(self, school: School, channels: Sequence[str], day: dt.date) -> None:
        self.channels = channels
        self.opted_out: set[tuple[int, str]] = set()
        if any(channel != Channel.LETTER for channel in channels):
            said = OptOut.objects.on(day).filter(school=school)
            self.opted_out = set(said.values_list("contact", "channel"))

    def reaches(self, contact: Contact) -> bool:
        """Whether a message reaches somebody without an address of a home."""
        return any(self._address(contact, channel) for channel in self.channels)

    def to(self, home: Home, failed: Collection[str] = ()) -> Way | NoWay:
        """The way to a home, or why there is none: of the channel asked for first. `failed` are the channels
        by which an earlier message about the same did not arrive.
        """
        refused: list[NoWay] = []
        for channel in self.channels:
            way = NoWay(Reason.DID_NOT_ARRIVE) if channel in failed else self._by(channel, home)
            if isinstance(way, Way):
                return way
            refused.append(way)
        return refused[0]

    def _by(self, channel: str, home: Home) -> Way | NoWay:
        if channel == Channel.LETTER:
            if home.household is None and not home.by_hand:
                return NoWay(Reason.NO_ADDRESS, home.addressee)
            return Way(channel, home, home.address)
        for contact in home.contacts:
            address = self._address(contact, channel)
            if address:
                return Way(channel, Home(home.household, [contact]), [address], contact)
        return self._why_not(channel, home)

    def _address(self, contact: Contact, channel: str) -> str:
        """Where a text or e-mail to somebody goes; empty where none can."""
        if channel == Channel.LETTER or (contact.pk, channel) in self.opted_out:
            return ""
        return mobile_number(contact.phone) if channel == Channel.TEXT else email_address(contact.email)

    def _why_not(self, channel: str, home: Home) -> NoWay:
        opted_out = [contact.name for contact in home.contacts if (contact.pk, channel) in self.opted_out]
        if opted_out:
            return NoWay(Reason.OPTED_OUT, ", ".join(opted_out))
        if channel == Channel.EMAIL:
            return NoWay(Reason.NO_EMAIL, home.addressee)
        numbers = [f"{contact.name}, {contact.phone}" for contact in home.contacts if contact.phone.strip()]
        if numbers:
            return NoWay(Reason.NOT_A_NUMBER, "; ".join(numbers))
        return NoWay(Reason.NO_NUMBER, home.addressee)
