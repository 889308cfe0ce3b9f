"""Messages to those not reached, for the tests: asked(cast) writes to every home on the call list."""

from typing import Any

from django.utils import timezone

from tests.messages.drawn_up import a_waiting_letter
from trellis.attendance.day.asking import Asking, ask_families
from trellis.attendance.day.links import key_of, link_to
from trellis.attendance.models import AnswerLink
from trellis.schools.models import Contact


def with_mobiles(**numbers: str) -> None:
    """Give contacts numbers that a text can go to: with_mobiles(Ann="07700 900123")."""
    for forename, number in numbers.items():
        Contact.objects.filter(name__startswith=f"{forename} ").update(phone=number)


def asked(cast: Any, *names: str) -> list[AnswerLink]:
    """Everybody on the list, or only the homes of those named, is written to by the office; their links."""
    wanted = {cast.pupils[name].pk for name in names}
    homes = {
        home.row.key: home.seen
        for home in Asking(cast.oak, timezone.now()).homes
        if home.going and (not wanted or wanted & {one.pupil.pk for one in home.row.children})
    }
    batch = ask_families(school=cast.oak, homes=homes, by=cast.office)
    return list(AnswerLink.objects.filter(item__batch=batch).order_by("pk"))


def page_of(link: AnswerLink) -> str:
    """Where the link leads."""
    return f"/answer/{key_of(link)}/"


def a_link(cast: Any) -> AnswerLink:
    """A link in a message to Oak's families, whatever it was about."""
    letter = a_waiting_letter(cast)
    letter.contact = Contact.objects.get(name="Ann Adams")
    return link_to(letter)
