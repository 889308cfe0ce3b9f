"""The families of a school: who lives together, whose children they are, and who has not been reached.

A family here is a home: the adults of one household whom the school was told of, or one adult without an
address. A child with two homes has two families, and neither is shown in the other.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.messages.addressees import Home, Kept, homes_of, sort_key
from trellis.messages.models import Conversation, Item, LeftOut, OptOut, Reply, why_left_out
from trellis.registers.half_terms import half_term_at
from trellis.rules.calendar import HalfTerm
from trellis.rules.reached import Reached, never_spoken_with, reached
from trellis.schools.dating import ONE_DAY
from trellis.schools.models import Contact, Enrolment, FamilyLink, Household, Person, Pupil, School
from trellis.schools.naming import Named, named


@dataclass(frozen=True)
class Family:
    """One home, as one school was told of it: its adults, and the children they stand to there."""

    school: School
    household: Household | None
    contacts: Sequence[Contact]
    pupils: Sequence[Pupil]
    links: Sequence[FamilyLink]

    @property
    def name(self) -> str:
        """The adults, in call order."""
        return " & ".join(contact.name for contact in self.contacts)


def family_of(contact: int, school: School, *, reader: Person) -> Family | None:
    """The home of an adult the school was told of; None where it was told of nobody of that number."""
    told = FamilyLink.objects.filter(school=school).visible_to(reader)
    adult = Contact.objects.filter(pk=contact, family_links__in=told).select_related("household").first()
    if adult is None:
        return None
    same = Q(contact__household=adult.household_id) if adult.household_id else Q(contact=adult)
    links = list(told.filter(same).select_related("contact__household", "pupil").order_by("priority", "id"))
    seen = set(
        Pupil.objects.visible_to(reader)
        .filter(pk__in={link.pupil_id for link in links})
        .values_list("pk", flat=True)
    )
    links = [link for link in links if link.pupil_id in seen]
    pupils = {link.pupil_id: link.pupil for link in links}
    return Family(
        school=school,
        household=adult.household,
        contacts=list({link.contact_id: link.contact for link in links}.values()),
        pupils=sorted(pupils.values(), key=sort_key),
        links=links,
    )


def carry_over(shared: Contact, own: Contact, school: School) -> None:
    """A school has a record of an adult of its own: what it wrote, what was said and answered, and what they
    asked not to be sent go with it. A letter to a home goes along where it was to nobody else there.
    """
    theirs = Item.objects.filter(batch__school=school)
    Item.addressed_to.through.objects.filter(contact=shared, item__in=theirs).update(contact=own)
    theirs.filter(contact=shared).update(contact=own)
    to_the_home = theirs.filter(household=shared.household_id, household__isnull=False)
    with_others = to_the_home.filter(addressed_to__in=Contact.objects.exclude(pk=own.pk))
    to_them = to_the_home.filter(addressed_to=own).exclude(pk__in=with_others.values("pk"))
    theirs.filter(pk__in=list(to_them.values_list("pk", flat=True))).update(household=own.household_id)
    said = Conversation.objects.filter(school=school)
    Conversation.contacts.through.objects.filter(contact=shared, conversation__in=said).update(contact=own)
    Reply.objects.filter(school=school, contact=shared).update(contact=own)
    OptOut.objects.filter(school=school, contact=shared).update(contact=own)


# --- Who has not been reached -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One family with children on the roll: how far it has been reached since the half-term began."""

    children: Sequence[Named]
    contacts: Sequence[Contact]
    standing: Reached
    never_spoken_with: bool
    last: dt.date | None  # when something last reached them
    kept: Kept | None = None  # why nobody writes, where that is so

    @property
    def classes(self) -> list[str]:
        return sorted({child.class_name for child in self.children})

    @property
    def year_groups(self) -> list[str]:
        return sorted({child.year_group for child in self.children})

    @property
    def may_be_written_to(self) -> bool:
        return self.kept is None

    def why(self, *, may_know: bool) -> str:
        """Why nobody writes to them, for somebody who may know it or somebody who may not."""
        if self.kept is None:
            return ""
        return why_left_out(self.kept.reason, self.kept.says, self.kept.held_by, may_know=may_know)

    def next(self) -> str:
        """What somebody could do now."""
        if self.kept is not None:
            return _NEXT.get(self.kept.reason, _ask_who_holds)()
        phone = next((contact.phone for contact in self.contacts if contact.phone), "")
        needs = any(contact.needs_interpreter for contact in self.contacts)
        if phone:
            return _("Ring, with an interpreter") if needs else _("Ring")
        return _("Ask for a telephone number; write, or see them at the gate")


def _ask_who_holds() -> str:
    return _("Ask whoever holds the letters")


_NEXT = {
    LeftOut.Reason.NO_PARENT: lambda: _("Ask who may be contacted"),
    LeftOut.Reason.NO_ADDRESS: lambda: _("Ask for an address, or ring"),
}


@dataclass(frozen=True)
class Overview:
    """Every family of a school, and the days that were asked about."""

    half_term: HalfTerm
    until: dt.date
    rows: Sequence[Row]

    def not_reached(self) -> list[Row]:
        return [row for row in self.rows if row.standing is Reached.NOT_REACHED]

    def only_written_to(self) -> list[Row]:
        return [row for row in self.rows if row.never_spoken_with]


def overview(school: School, *, day: dt.date | None = None) -> Overview | None:
    """How far each family has been reached in the half-term of a day, or the last one begun.

    None where the calendar knows of no half-term. The same number of queries however many families.
    """
    day = day or timezone.localdate()
    half_term = half_term_at(school, day)
    if half_term is None:
        return None
    return Overview(half_term, day, _Reaching(school, half_term.since, day).rows())


class _Reaching:
    """What is read once for all families of a school."""

    def __init__(self, school: School, since: dt.date, until: dt.date) -> None:
        self.since, self.until = since, until
        self.over = timezone.make_aware(dt.datetime.combine(until + ONE_DAY, dt.time()))
        enrolments = list(Enrolment.objects.on(until).filter(school=school, pupil__merged_into=None))
        self.named = {who.pupil: who for who in named([one.pk for one in enrolments], until).values()}
        self.answers = homes_of(school, enrolments, until)
        self.written = self._written(school)
        self.spoken, self.spoken_about = self._spoken(school)

    def _written(self, school: School) -> Mapping[int, dt.date]:
        """The last day something written arrived, by the adult it was to."""
        arrived = [Item.State.SENT, Item.State.DELIVERED]
        rows = Item.addressed_to.through.objects.filter(
            item__batch__school=school, item__state__in=arrived, item__sent_at__lt=self.over
        )
        return _last_days(rows, "contact", "item__sent_at")

    def _spoken(self, school: School) -> tuple[Mapping[int, dt.date], Mapping[int, dt.date]]:
        """The last day somebody was spoken with, by the adult and by the child."""
        held = Conversation.objects.filter(school=school, at__lt=self.over).standing().reaching_somebody()
        adults = Conversation.contacts.through.objects.filter(conversation__in=held)
        children = Conversation.pupils.through.objects.filter(conversation__in=held)
        return (
            _last_days(adults, "contact", "conversation__at"),
            _last_days(children, "pupil", "conversation__at"),
        )

    def rows(self) -> list[Row]:
        homes: dict[object, Home] = {}
        children: dict[object, list[Named]] = defaultdict(list)
        found: list[Row] = []
        for pupil, answer in self.answers.items():
            for home in answer.homes:
                key = home.household.pk if home.household else f"by hand to {home.contacts[0].pk}"
                adults = {one.pk: one for one in (*getattr(homes.get(key), "contacts", ()), *home.contacts)}
                homes[key] = Home(home.household, list(adults.values()))
                children[key].append(self.named[pupil])
            found += [self._kept(self.named[pupil], kept) for kept in answer.kept]
        found += [self._home(home, children[key]) for key, home in homes.items()]
        return sorted(found, key=_in_class_order)

    def _home(self, home: Home, children: Sequence[Named]) -> Row:
        adults = [adult.pk for adult in home.contacts]
        return self._row(children, home.contacts, _of(self.written, adults), _of(self.spoken, adults))

    def _kept(self, child: Named, kept: Kept) -> Row:
        """A child nobody writes about, or one adult nobody may write to: a voice may still reach them."""
        spoken = _of(self.spoken_about, [child.pupil]) if kept.whole else []
        return self._row([child], (), [], spoken, kept)

    def _row(
        self,
        children: Sequence[Named],
        contacts: Sequence[Contact],
        written: Sequence[dt.date],
        spoken: Sequence[dt.date],
        kept: Kept | None = None,
    ) -> Row:
        return Row(
            children=sorted(children, key=lambda child: (child.class_name, child.surname, child.forename)),
            contacts=contacts,
            standing=reached(written=written, spoken=spoken, since=self.since, until=self.until),
            never_spoken_with=never_spoken_with(written=written, spoken=spoken, until=self.until),
            last=max((*written, *spoken), default=None),
            kept=kept,
        )


def _last_days(rows: Any, whose: str, at: str) -> Mapping[int, dt.date]:
    """The last day by whom it was with: of those up to a day the last says all the rule asks."""
    last = rows.values_list(whose).annotate(last=Max(at)).order_by()
    return {key: timezone.localdate(moment) for key, moment in last}


def _of(days: Mapping[int, dt.date], keys: Iterable[int]) -> list[dt.date]:
    return [days[key] for key in keys if key in days]


def _in_class_order(row: Row) -> tuple[str, str, str, str]:
    first = row.children[0]
    return (
        first.class_name,
        first.surname.casefold(),
        first.forename.casefold(),
        "".join(contact.name for contact in row.contacts),
    )
