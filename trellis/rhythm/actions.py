"""What people do with duties: arrange them, hand them on, end them, and say what was done.

Nothing overwrites how a duty stood before: it is arranged anew from a day. What was done for an occasion
stays with the occasion's key, whatever becomes of the duty or the calendar.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from trellis.rhythm.events import EVENTS
from trellis.rhythm.models import Arrangement, Done, Duty
from trellis.rhythm.places import PLACES
from trellis.rules.occasions import in_order
from trellis.rules.recurrence import AfterEvent, HolidayRule, Recurrence, kept
from trellis.rules.words import day_in_words, gettext_noop
from trellis.schools.access import may
from trellis.schools.actions import refuse
from trellis.schools.dating import ONE_DAY, By, drop, keep, name_of, say_from, silence_from
from trellis.schools.models import Grouping, Person, School
from trellis.schools.owning import AtWork, Owner, owner_fields
from trellis.schools.roles import Permission

# --- Duties -------------------------------------------------------------------------------------------------


@transaction.atomic
def make_duty(
    *,
    title: str,
    recurrence: Recurrence,
    by: By,
    school: School | None = None,
    grouping: Grouping | None = None,
    since: dt.date | None = None,
    as_written: str = "",
    **arranged: Any,
) -> Duty:
    """Something due again and again from a day (today unless said); `arranged` as in change_duty."""
    duty = keep(Duty(school=school, grouping=grouping, as_written=as_written), by)
    since = since or timezone.localdate()
    change_duty(duty=duty, title=title, recurrence=recurrence, since=since, by=by, **arranged)
    return duty


@transaction.atomic
def enter_routine(*, school: School, duties: Iterable[Mapping[str, Any]], since: dt.date, by: By) -> int:
    """A whole routine at once, each duty as in make_duty; how many there are."""
    return len([make_duty(school=school, since=since, by=by, **duty) for duty in duties])


@transaction.atomic
def change_duty(
    *,
    duty: Duty,
    title: str,
    recurrence: Recurrence,
    since: dt.date,
    by: By,
    holiday_rule: str = HolidayRule.NEXT_SCHOOL_DAY,
    at: dt.time | None = None,
    strand: str = "",
    place: str = "",
    owner: Owner = None,
    slots: Iterable[str] = (),
    rota_from: str = "",
) -> Arrangement:
    """From a day a duty is arranged so. How it stood before stays, and so does all that was done."""
    title, slots = " ".join(title.split()), [slot.strip() for slot in slots if slot.strip()]
    _insist_on(title, recurrence, holiday_rule, place, slots, rota_from)
    values = {
        "title": title,
        "strand": " ".join(strand.split()),
        "every": recurrence.every,
        "recurrence": kept(recurrence),
        "holiday_rule": str(holiday_rule),
        "at": at,
        "place": place,
        "rota": _rota(duty, slots, rota_from),
        **owner_fields(owner),
    }
    # A last day that was said already stays the last; a duty that had ended begins again.
    last = duty.arrangements.between(since, dt.date.max).order_by("since").last()
    until = last.until if last else None
    return say_from(Arrangement, {"duty": duty}, values, since=since, until=until, by=by)


@transaction.atomic
def end_duty(*, duty: Duty, until: dt.date, by: By) -> None:
    """The last day something is a duty."""
    if not silence_from(Arrangement, {"duty": duty}, since=until + ONE_DAY, by=by):
        raise refuse(gettext_noop("The duty has ended by %(day)s already."), day=day_in_words(until))


@transaction.atomic
def hand_on(*, duty: Duty, owner: Owner, since: dt.date, by: By) -> None:
    """From a day a duty is somebody else's; all else about it stays, also what is planned for later."""
    held = list(duty.arrangements.between(since, dt.date.max).order_by("since"))
    if not held:
        raise refuse(gettext_noop("The duty has ended by %(day)s already."), day=day_in_words(since))
    for one in held:
        values = {name: getattr(one, name) for name in _STAYS} | owner_fields(owner)
        begins, ends = max(since, one.since), one.until
        say_from(Arrangement, {"duty": duty}, values, since=begins, until=ends, by=by)


_STAYS = ("title", "strand", "every", "recurrence", "holiday_rule", "at", "place", "rota")


@transaction.atomic
def hand_on_all(*, leaver: Person, place: School | Grouping, owner: Owner, since: dt.date, by: By) -> int:
    """From a day everything somebody owns by name at a place is somebody else's; how many duties that is."""
    of = {"duty__school": place} if isinstance(place, School) else {"duty__grouping": place}
    held = Arrangement.objects.between(since, dt.date.max).filter(person=leaver, **of)
    duties = list(Duty.objects.filter(pk__in=held.values("duty")))
    if not duties:
        raise refuse(gettext_noop("%(person)s has no duties at %(place)s."), person=leaver.name, place=place)
    for duty in duties:
        hand_on(duty=duty, owner=owner, since=since, by=by)
    return len(duties)


@transaction.atomic
def set_turn(*, duty: Duty, occasion: str, slot: str, by: By) -> Arrangement:
    """Whose turn one occasion is, whatever the list says; without a slot, it is as the list says again."""
    held = duty.arrangements.on(timezone.localdate()).first() or duty.arrangements.order_by("-since").first()
    if held is None or not held.rota:
        raise refuse(gettext_noop("Nobody takes turns at this duty."))
    if slot and slot not in held.rota["slots"]:
        raise refuse(gettext_noop("“%(slot)s” is not one of those who take turns."), slot=slot)
    by_hand = {key: one for key, one in held.rota.get("set", {}).items() if key != occasion}
    held.rota = held.rota | {"set": by_hand | ({occasion: slot} if slot else {})}
    return keep(held, by)


def _rota(duty: Duty, slots: list[str], start: str) -> dict[str, Any]:
    """The turns; those set by hand stay where the list and its beginning stay."""
    if not slots:
        return {}
    rota = {"slots": slots, "start": start}
    last = duty.arrangements.order_by("since").last()
    stays = last is not None and all(last.rota.get(name) == value for name, value in rota.items())
    return rota | ({"set": last.rota["set"]} if stays and "set" in last.rota else {})


def _insist_on(
    title: str, recurrence: Recurrence, rule: str, place: str, slots: list[str], rota_from: str
) -> None:
    if not title:
        raise refuse(gettext_noop("Say what is to be done."))
    if rule not in set(HolidayRule):
        raise refuse(gettext_noop("“%(rule)s” is not a holiday rule."), rule=rule)
    if place and place not in PLACES:
        raise refuse(gettext_noop("“%(place)s” is not a place where something is done."), place=place)
    if isinstance(recurrence, AfterEvent) and recurrence.event not in EVENTS:
        raise refuse(gettext_noop("“%(event)s” is not something that happens."), event=recurrence.event)
    if slots and in_order(recurrence, rota_from) is None:
        raise refuse(
            gettext_noop("No calendar says yet when the first turn would be: state the calendar first.")
        )


# --- What was done ------------------------------------------------------------------------------------------


@transaction.atomic
def mark_done(
    *,
    duty: Duty,
    school: School,
    occasion: str,
    due_on: dt.date,
    by: By,
    evidence: str = "",
    link: str = "",
) -> Done:
    """A duty was done for an occasion. Said twice, it was done once, by whoever said so first."""
    _insist_on_link(link)
    values = {"evidence": evidence.strip(), "link": link.strip()}
    return _deal_with(duty, school, occasion, due_on, by, values)


@transaction.atomic
def handle(*, duty: Duty, school: School, occasion: str, due_on: dt.date, because: str, by: By) -> Done:
    """A duty is not done for an occasion, and need not be: it was handled, and why."""
    if not because.strip():
        raise refuse(gettext_noop("Say why it is handled without being done."))
    return _deal_with(duty, school, occasion, due_on, by, {"because": because.strip()})


@transaction.atomic
def undo_done(*, done: Done, by: By) -> None:
    """What was said of an occasion is taken back: it is due again. That it was said stays in the history."""
    insist_may_tick(duty=done.duty, school=done.school, by=by)
    drop(done, by)


def may_tick(person: Person, duty: Duty, school: School, at_work: AtWork | None = None) -> bool:
    """Whether somebody may say what was done of a duty: its owner today, or who may change settings there."""
    today = timezone.localdate()
    held = duty.arrangements.on(today).first() or duty.arrangements.order_by("-since").first()
    owners = (at_work or AtWork.at(school, today)).owners_of(held) if held else frozenset()
    return person.pk in owners or may(person, Permission.CHANGE_SETTINGS, school)


def insist_may_tick(*, duty: Duty, school: School, by: By) -> None:
    """Refuse whoever neither owns the duty nor may change settings."""
    if isinstance(by, Person) and not may_tick(by, duty, school):
        raise refuse(gettext_noop("This duty is not %(name)s’s to tick off."), name=by.name)


def _deal_with(
    duty: Duty, school: School, occasion: str, due_on: dt.date, by: By, values: dict[str, str]
) -> Done:
    insist_may_tick(duty=duty, school=school, by=by)
    held = Done.objects.select_for_update().filter(duty=duty, school=school, occasion=occasion).first()
    if held is not None:
        return held
    who = by if isinstance(by, Person) else None
    of = {"duty": duty, "school": school, "occasion": occasion, "due_on": due_on}
    return keep(Done(**of, at=timezone.now(), by=who, by_name=name_of(by), **values), by)


def _insist_on_link(link: str) -> None:
    if link.strip():
        try:
            URLValidator(schemes=["http", "https"])(link.strip())
        except ValidationError:
            template = gettext_noop("“%(link)s” is not the address of a page: it begins with https://.")
            raise refuse(template, link=link) from None
