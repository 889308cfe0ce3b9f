"""Storing the demonstration's formal steps at two schools: contracts, a notice to improve, notices, a pack.

Every one of them begins with a child whose marks and whose recorded help allow it, as the pages count them.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.utils import timezone

from trellis.attendance.formal.models import (
    AttendanceContract,
    Considered,
    ContractReview,
    ImproveNotice,
    Notice,
    NoticeAnswer,
)
from trellis.attendance.formal.pack import make_pack
from trellis.attendance.formal.standings import ChildStanding, ParentStanding, standings
from trellis.registers.reading import ledger_numbers
from trellis.rules.penalty import State
from trellis.schools.models import Person, Post, Pupil, School
from trellis.web.demo.world import World

FIRST: Final = 2

_AGO: Final = {"proposed": 14, "answered": 7, "offered": 21, "looked": 7}
_WHY: Final = {
    True: "Leave was asked for, not granted and taken. We had explained why beforehand.",
    False: "We met the family and offered the breakfast club. Nothing has changed since.",
}  # by whether it was a holiday
# What the authority answered, one after the other; the last waits.
_ANSWERS: Final = (
    ("issued", "Issued after the school’s papers were read"),
    ("not_issued", "Another meeting first: the second parent was not heard"),
    ("", ""),
)
_PARENT_DOES: Final = "Ring before half past eight on any day that does not work. Come in on the day after."
_SCHOOL_DOES: Final = "A place at the breakfast club, and somebody at the gate every morning."
_REFUSED: Final = "We would rather talk to the doctor first."
_IMPROVE: Final = {
    "offered": "A place at the breakfast club from Monday; a talk with the school nurse on any Thursday.",
    "improvement": "Here every morning but for illness that we hear of the same day.",
    "earlier": "Two weeks without a session missed end it at once.",
}
_CONSIDERED: Final = "The family works with us, and a contract is running: an order would add nothing now."


def store_formal(world: World, schools: Sequence[School]) -> None:
    """Formal steps at the first schools."""
    for school in schools[:FIRST]:
        lead = Post.objects.filter(school=school, role="attendance_lead").select_related("person").first()
        if lead is not None:
            _contracts(world, school, lead.person)
            _notices(world, school, lead.person)


def _moment(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(10, 30)))


def _days(world: World, name: str) -> dt.date:
    return world.on - dt.timedelta(days=_AGO[name])


def _of(
    school: School, one: ChildStanding, parent: ParentStanding, lead: Person, on: dt.date
) -> dict[str, Any]:
    return {
        "school": school,
        "pupil_id": one.child.pupil,
        "parent": parent.contact,
        "parent_name": parent.contact.name,
        "at": _moment(on),
        "by": lead,
        "by_name": lead.name,
    }


def _contracts(world: World, school: School, lead: Person) -> None:
    """Three who come near it or reached it before: signed, not taken up, a notice to improve."""
    found, on = standings(school, world.on), _days(world, "offered")
    rows = found.rows(found.named(State.NEAR, State.EARLIER), reader=lead)
    for number, one in enumerate([one for one in rows if one.parents][:3]):
        parent = one.parents[0]
        about = _of(school, one, parent, lead, on)
        if number == 2:
            _improving(one, about, world.on, lead)
            continue
        signed = number == 0
        contract = AttendanceContract.objects.create(
            **about,
            offered_on=on,
            until=world.on + dt.timedelta(weeks=4),
            review_on=world.on + dt.timedelta(weeks=1) if signed else None,
            parent_does=_PARENT_DOES,
            school_does=_SCHOOL_DOES,
            answer="signed" if signed else "refused",
            answered_on=on,
            answer_words="" if signed else _REFUSED,
            answered_by_name=lead.name,
        )
        if signed:
            looked = _days(world, "looked")
            words = "Late once, here every day. The breakfast club helps."
            ContractReview.objects.create(
                contract=contract, on=looked, words=words, at=_moment(looked), by_name=lead.name
            )
            Considered.objects.create(
                school=school,
                pupil_id=one.child.pupil,
                what="order",
                on=looked,
                appropriate=False,
                why=_CONSIDERED,
                at=_moment(looked),
                by=lead,
                by_name=lead.name,
            )


def _improving(one: ChildStanding, about: dict[str, Any], on: dt.date, lead: Person) -> None:
    """Begun today, and two parts still to write."""
    ImproveNotice.objects.create(
        **about | {"at": _moment(on)},
        since=on + dt.timedelta(days=2),
        until=on + dt.timedelta(days=29),
        record=f"{one.child.name} missed {len(one.shown)} sessions without leave within ten school weeks.",
        given="\n".join(each.in_words for each in one.helped),
        **{name: words for name, words in _IMPROVE.items() if one.helped or name != "earlier"},
    )


def _notices(world: World, school: School, lead: Person) -> None:
    """Whoever nothing stood against a fortnight ago: proposed then, and answered or not."""
    day = _days(world, "proposed")
    found = standings(school, day)
    rows = found.rows(found.named(State.REACHED), reader=lead)
    ready = [(one, one.ready[0]) for one in rows if one.ready]
    for (one, parent), (answer, words) in zip(ready, _ANSWERS, strict=False):
        notice = _proposed(school, one, parent, lead, day)
        if answer:
            on = _days(world, "answered")
            officer = Post.objects.filter(role="ewo").select_related("person").first()
            by_name = officer.person.name if officer else lead.name
            NoticeAnswer.objects.create(
                notice=notice, answer=answer, on=on, words=words, at=_moment(on), by_name=by_name
            )
            notice.state, notice.issued_on = answer, on if answer == "issued" else None
            notice.save()
    if ready:
        pupil = Pupil.objects.get(pk=ready[0][0].child.pupil)
        until = min(world.on, timezone.localdate())
        make_pack(school=school, pupil=pupil, since=until - dt.timedelta(days=365), until=until, by=lead)


def _proposed(
    school: School, one: ChildStanding, parent: ParentStanding, lead: Person, day: dt.date
) -> Notice:
    reached = parent.standing.reached
    assert reached is not None
    return Notice.objects.create(
        **_of(school, one, parent, lead, day),
        proposed_on=day,
        number=parent.number,
        since=reached.since,
        until=reached.until,
        sessions=[[each.day.isoformat(), str(each.session), each.code] for each in reached.settled],
        help=[[each.on.isoformat(), each.words, each.by] for each in one.helped],
        ledger=ledger_numbers([school.pk], _moment(day))[school.pk],
        why=_WHY[parent.facts.holiday],
    )
