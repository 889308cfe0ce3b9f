"""What people do to schools, posts, pupils and families. Every act says who does it: a person, or words.

Nothing here overwrites what held before: facts end and others begin (dating.py), and rows keep their history.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import YEAR_GROUPS
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop
from trellis.schools.copying import carry_over
from trellis.schools.dating import ONE_DAY, By, drop, insist_in_order, keep, say_from, silence_from
from trellis.schools.models import (
    SEN_IN_WORDS,
    YES_OR_NO_IN_WORDS,
    AttendancePattern,
    Characteristic,
    ClassMembership,
    Contact,
    Enrolment,
    FamilyLink,
    Grouping,
    GroupingMembership,
    Hold,
    Household,
    LegalHold,
    Person,
    Post,
    Pupil,
    PupilNumber,
    School,
    SchoolClass,
    SchoolURN,
    Team,
    TeamMembership,
)
from trellis.schools.roles import ROLES, Permission


class Refused(ProblemWith):
    """Something that cannot be done as it was asked, and one sentence saying why."""

    subject = "act"


def refuse(template: str, **values: object) -> Refused:
    return Refused(Sentence(template, **values))


# --- Organisations ------------------------------------------------------------------------------------------


@transaction.atomic
def add_school(
    *,
    name: str,
    phase: str,
    nation: str,
    urn: str,
    by: By,
    since: dt.date | None = None,
    register_of_record: str = School.RegisterOfRecord.TRELLIS,
) -> School:
    """A school and its URN, from a day (today unless said)."""
    since = since or timezone.localdate()
    _insist_on_urn(urn)
    school = School(name=name.strip(), phase=phase, nation=nation, register_of_record=register_of_record)
    _complete(school)
    keep(school, by)
    keep(SchoolURN(school=school, urn=urn, since=since), by)
    return school


@transaction.atomic
def change_urn(*, school: School, urn: str, since: dt.date, by: By) -> SchoolURN:
    """From a day the school has another URN; pages still answer to the former one."""
    _insist_on_urn(urn, unless_of=school)
    return say_from(SchoolURN, {"school": school}, {"urn": urn}, since=since, by=by)


@transaction.atomic
def place_in_grouping(
    *, school: School, kind: str, name: str, since: dt.date, until: dt.date | None = None, by: By
) -> GroupingMembership:
    """Put a school in a grouping, which is made where it is new."""
    if kind not in Grouping.Kind.values:
        kinds = ", ".join(Grouping.Kind.values)
        raise refuse(
            gettext_noop("“%(kind)s” is not a kind of grouping: write one of %(kinds)s."),
            kind=kind,
            kinds=kinds,
        )
    if not name.strip():
        raise refuse(gettext_noop("A grouping needs a name."))
    grouping, _made = Grouping.objects.get_or_create(kind=kind, name=name.strip())
    of = {"school": school, "grouping": grouping}
    return say_from(GroupingMembership, of, {}, since=since, until=until, by=by)


@transaction.atomic
def leave_grouping(*, school: School, grouping: Grouping, until: dt.date, by: By) -> None:
    """The last day a school was in a grouping."""
    of = {"school": school, "grouping": grouping}
    if not silence_from(GroupingMembership, of, since=until + ONE_DAY, by=by):
        raise refuse(
            gettext_noop("%(school)s is not in %(grouping)s after %(day)s."),
            school=school.name,
            grouping=grouping.name,
            day=day_in_words(until),
        )


def make_class(*, school: School, year: int, name: str) -> SchoolClass:
    """The class of that name in an academic year, made where it is new."""
    if not name.strip():
        raise refuse(gettext_noop("A class needs a name."))
    return SchoolClass.objects.get_or_create(school=school, year=year, name=name.strip())[0]


# --- People -------------------------------------------------------------------------------------------------


@transaction.atomic
def add_person(*, email: str, name: str, by: By, initials: str = "", password: str | None = None) -> Person:
    """Somebody who may sign in. They may do nothing until they are given a post."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise refuse(gettext_noop("“%(email)s” is not an e-mail address."), email=email) from None
    if Person.objects.filter(email=email).exists():
        raise refuse(gettext_noop("Somebody with the e-mail address %(email)s is here already."), email=email)
    name = name.strip() or email.partition("@")[0]
    person = Person(email=email, name=name, initials=initials.strip() or initials_of(name))
    person.set_password(password)
    _complete(person, but=("password",))
    return keep(person, by)


@transaction.atomic
def appoint(*, email: str, name: str, by: By, password: str | None = None, **post: Any) -> Post:
    """Give somebody a post (as in give_post), adding them if nobody signs in with this address yet."""
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        person = add_person(email=email, name=name, password=password, by=by)
    return give_post(person=person, by=by, **post)


def initials_of(name: str) -> str:
    """The first letters of a name's parts, as a register shows them."""
    return "".join(part[0] for part in name.split() if part[0].isalpha())[:6].upper()


@transaction.atomic
def give_post(
    *,
    person: Person,
    role: str,
    by: By,
    school: School | None = None,
    grouping: Grouping | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    school_class: SchoolClass | None = None,
    title: str = "",
) -> Post:
    """Give somebody a role at a school or grouping, from a day (today unless said)."""
    since = since or timezone.localdate()
    insist_in_order(since, until)
    _insist_on_place(role, school, grouping, school_class)
    of = {
        "person": person,
        "role": role,
        "school": school,
        "grouping": grouping,
        "school_class": school_class,
    }
    held = Post.objects.filter(**of).between(since, until or dt.date.max).first()
    if held is not None:
        raise refuse(
            gettext_noop("%(person)s already has the role “%(role)s” there on %(day)s."),
            person=person.name,
            role=ROLES[role].words,
            day=day_in_words(max(since, held.since)),
        )
    return keep(Post(**of, since=since, until=until, title=title.strip()), by)


def cover_class(
    *,
    school_class: SchoolClass,
    email: str,
    day: dt.date,
    by: By,
    name: str = "",
    until: dt.date | None = None,
) -> Post:
    """Supply cover: a class for one day (or until another), by somebody known or new."""
    return appoint(
        email=email,
        name=name,
        role="supply_teacher",
        school=school_class.school,
        school_class=school_class,
        since=day,
        until=until or day,
        by=by,
    )


@transaction.atomic
def end_post(*, post: Post, until: dt.date, by: By) -> None:
    """The last day of a post. One that would never have held is removed; its history stays."""
    if post.until is not None and post.until < until:
        raise refuse(gettext_noop("This post has ended already, on %(day)s."), day=day_in_words(post.until))
    if until < post.since:
        drop(post, by)
        return
    post.until = until
    keep(post, by)


# --- Teams --------------------------------------------------------------------------------------------------


@transaction.atomic
def make_team(*, name: str, by: By, school: School | None = None, grouping: Grouping | None = None) -> Team:
    """A named group of staff at one school or at one grouping."""
    if (school is None) == (grouping is None):
        raise refuse(gettext_noop("A team is at one school or at one grouping."))
    team = Team(school=school, grouping=grouping, name=" ".join(name.split()))
    _complete(team)
    if Team.objects.filter(school=school, grouping=grouping, name__iexact=team.name).exists():
        raise refuse(gettext_noop("There is a team called “%(name)s” here already."), name=team.name)
    return keep(team, by)


@transaction.atomic
def join_team(
    *, team: Team, person: Person, by: By, since: dt.date | None = None, until: dt.date | None = None
) -> TeamMembership:
    """Somebody who works there is in the team from a day (today unless said)."""
    since = since or timezone.localdate()
    insist_in_order(since, until)
    if not person.posts.on(since).filter(working_at(team.where, since)).exists():
        raise refuse(
            gettext_noop("%(person)s has no post at %(place)s on %(day)s."),
            person=person.name,
            place=team.where,
            day=day_in_words(since),
        )
    return say_from(TeamMembership, {"team": team, "person": person}, {}, since=since, until=until, by=by)


@transaction.atomic
def leave_team(*, team: Team, person: Person, until: dt.date, by: By) -> None:
    """The last day somebody was in a team."""
    if not silence_from(TeamMembership, {"team": team, "person": person}, since=until + ONE_DAY, by=by):
        raise refuse(
            gettext_noop("%(person)s is not in %(team)s after %(day)s."),
            person=person.name,
            team=team.name,
            day=day_in_words(until),
        )


def working_at(place: School | Grouping, day: dt.date) -> Q:
    """The posts somebody works at a place by that day: there, or above or within it."""
    if isinstance(place, Grouping):
        within = GroupingMembership.objects.on(day).filter(grouping=place).values("school")
        return Q(grouping=place) | Q(school__in=within)
    above = GroupingMembership.objects.on(day).filter(school=place).values("grouping")
    return Q(school=place) | Q(grouping__in=above)


# --- Pupils on roll -----------------------------------------------------------------------------------------


@transaction.atomic
def add_pupil(
    *,
    forename: str,
    surname: str,
    by: By,
    preferred_name: str = "",
    date_of_birth: dt.date | None = None,
    sex: str = "",
    upn: str = "",
    since: dt.date | None = None,
) -> Pupil:
    """A child nobody here knew before."""
    pupil = Pupil(
        forename=forename.strip(),
        surname=surname.strip(),
        preferred_name=preferred_name.strip(),
        date_of_birth=date_of_birth,
        sex=sex,
    )
    _complete(pupil)
    keep(pupil, by)
    if upn.strip():
        set_upn(pupil=pupil, upn=upn, since=since or timezone.localdate(), by=by)
    return pupil


@transaction.atomic
def set_upn(*, pupil: Pupil, upn: str, since: dt.date, by: By) -> PupilNumber:
    """From a day the pupil has this UPN; the one before becomes a former UPN."""
    upn = upn.strip().upper()
    held = pupil.numbers.filter(is_former=False).still_open().first()
    if held is not None and held.upn == upn:
        return held
    if held is not None:
        held.is_former = True
        held.until = max(held.since, since - ONE_DAY)
        keep(held, by)
    again = pupil.numbers.filter(upn=upn).first() or PupilNumber(pupil=pupil, upn=upn)
    again.since, again.until, again.is_former = since, None, False
    return keep(again, by)


@transaction.atomic
def admit(
    *,
    school: School,
    since: dt.date,
    by: By,
    forename: str,
    surname: str,
    upn: str = "",
    preferred_name: str = "",
    date_of_birth: dt.date | None = None,
    sex: str = "",
    **enrolment: Any,
) -> Enrolment:
    """Put a joiner on the roll (`enrolment` as in enrol).

    A pupil whose UPN is known at a school whose pupils `by` may change too is the same child and brings their
    record. Whoever may not is told nothing of it: the two records can be merged by somebody who may.
    """
    known = None
    if upn.strip() and isinstance(by, Person):
        mine = Pupil.objects.visible_to(by, Permission.CHANGE_PUPILS)
        known = mine.filter(numbers__upn=upn.strip().upper()).first()
    pupil = known or add_pupil(
        forename=forename,
        surname=surname,
        preferred_name=preferred_name,
        date_of_birth=date_of_birth,
        sex=sex,
        upn=upn,
        since=since,
        by=by,
    )
    return enrol(pupil=pupil, school=school, since=since, by=by, **enrolment)


@transaction.atomic
def correct_pupil(*, pupil: Pupil, by: By, **details: Any) -> Pupil:
    """Put right a name, a date of birth or a sex."""
    for name, value in details.items():
        setattr(pupil, name, value.strip() if isinstance(value, str) else value)
    _complete(pupil)
    return keep(pupil, by)


@transaction.atomic
def enrol(
    *,
    pupil: Pupil,
    school: School,
    since: dt.date,
    by: By,
    kind: str = Enrolment.Kind.MAIN,
    admission_number: str = "",
    school_class: SchoolClass | None = None,
    year_group: str = "",
) -> Enrolment:
    """Put a pupil on a school's roll from their starting day."""
    _insist_not_on_roll(pupil, school, since)
    enrolment = Enrolment(
        pupil=pupil, school=school, since=since, kind=kind, admission_number=admission_number.strip()
    )
    keep(enrolment, by)
    if year_group:
        set_characteristic(enrolment=enrolment, kind="year_group", value=year_group, since=since, by=by)
    if school_class is not None:
        move_class(enrolment=enrolment, school_class=school_class, since=since, by=by)
    return enrolment


@transaction.atomic
def leave(
    *, enrolment: Enrolment, until: dt.date, by: By, ground: str = "", destination: str = ""
) -> Enrolment:
    """Take a pupil off the roll after their last day, with the ground for it where one was given."""
    if until < enrolment.since:
        raise refuse(
            gettext_noop("%(pupil)s joined on %(day)s and cannot have left before then."),
            pupil=enrolment.pupil,
            day=day_in_words(enrolment.since),
        )
    for model in (ClassMembership, AttendancePattern):
        silence_from(model, {"enrolment": enrolment}, since=until + ONE_DAY, by=by)
    enrolment.until, enrolment.leaving_ground, enrolment.destination = until, ground, destination.strip()
    _complete(enrolment)
    return keep(enrolment, by)


@transaction.atomic
def rejoin(
    *,
    enrolment: Enrolment,
    since: dt.date,
    by: By,
    school_class: SchoolClass | None = None,
    year_group: str = "",
) -> Enrolment:
    """Put a leaver back on the roll: a second enrolment, with the characteristics they left with."""
    again = enrol(
        pupil=enrolment.pupil,
        school=enrolment.school,
        since=since,
        kind=enrolment.kind,
        admission_number=enrolment.admission_number,
        school_class=school_class,
        year_group=year_group,
        by=by,
    )
    standing = enrolment.characteristics.on(enrolment.until or since)
    for kept in standing.exclude(kind="year_group") if year_group else standing:
        set_characteristic(enrolment=again, kind=kept.kind, value=kept.value, since=since, by=by)
    return again


@transaction.atomic
def move_class(*, enrolment: Enrolment, school_class: SchoolClass, since: dt.date, by: By) -> ClassMembership:
    """From a day the pupil is in this class, until its academic year or the enrolment ends."""
    year = AcademicYear(school_class.year)
    if school_class.school_id != enrolment.school_id:
        raise refuse(gettext_noop("%(name)s is a class of another school."), name=school_class.name)
    if since not in year:
        template = gettext_noop("%(name)s is a class of %(year)s, and %(day)s is not in that year.")
        raise refuse(template, name=school_class.name, year=year.label, day=day_in_words(since))
    since = max(since, enrolment.since)
    held = enrolment.class_memberships.on(since).filter(school_class=school_class).first()
    if held is not None:
        return held
    until = min(enrolment.until or year.until, year.until)
    # Also the classes of earlier years, where a list never said that they ended.
    silence_from(
        ClassMembership, {"enrolment": enrolment, "school_class__year__lte": year.start}, since=since, by=by
    )
    row = ClassMembership(enrolment=enrolment, school_class=school_class, since=since, until=until)
    return keep(row, by)


_VALUES: Final = {
    "year_group": frozenset(YEAR_GROUPS),
    "sen": frozenset(SEN_IN_WORDS),
    **dict.fromkeys(
        ("fsm", "pupil_premium", "eal", "looked_after", "young_carer", "name_shown"),
        frozenset(YES_OR_NO_IN_WORDS),
    ),
}


@transaction.atomic
def set_characteristic(
    *,
    enrolment: Enrolment,
    kind: str,
    value: str,
    since: dt.date,
    by: By,
    until: dt.date | None = None,
    assumed: bool = False,
) -> Characteristic:
    """From a day (to another, or from then on) the pupil has this characteristic; what held before stays."""
    known = _VALUES.get(kind)
    if kind not in Characteristic.Kind.values or not value or (known is not None and value not in known):
        raise refuse(gettext_noop("“%(value)s” is not a value of %(kind)s."), value=value, kind=kind)
    of, says = {"enrolment": enrolment, "kind": kind}, {"value": value, "assumed": assumed}
    return say_from(Characteristic, of, says, since=since, until=until, by=by)


def clear_characteristic(*, enrolment: Enrolment, kind: str, since: dt.date, by: By) -> None:
    """From a day nothing is recorded of this any more, which is not the same as no."""
    with transaction.atomic():
        silence_from(Characteristic, {"enrolment": enrolment, "kind": kind}, since=since, by=by)


_TEN_SESSIONS: Final = re.compile(r"[YN]{10}")


@transaction.atomic
def set_pattern(
    *,
    enrolment: Enrolment,
    kind: str,
    sessions: str,
    since: dt.date,
    by: By,
    until: dt.date | None = None,
    agreed_by: str = "",
    agreed_with: str = "",
    review_on: dt.date | None = None,
) -> AttendancePattern:
    """From a day the pupil is due at these of the week's ten sessions only.

    A temporary part-time timetable is agreed with a parent, ends, and is reviewed (domain-rules §0.9).
    """
    if not _TEN_SESSIONS.fullmatch(sessions):
        raise refuse(gettext_noop("A week is ten letters, Monday morning first: Y where due, N where not."))
    if kind == AttendancePattern.Kind.PART_TIME and not (until and agreed_by and agreed_with and review_on):
        template = gettext_noop(
            "A part-time timetable needs a last day, a review, and who agreed it: the school and a parent."
        )
        raise refuse(template)
    says = {
        "kind": kind,
        "sessions": sessions,
        "agreed_by": agreed_by.strip(),
        "agreed_with": agreed_with.strip(),
        "review_on": review_on,
    }
    return say_from(AttendancePattern, {"enrolment": enrolment}, says, since=since, until=until, by=by)


def end_pattern(*, enrolment: Enrolment, until: dt.date, by: By) -> None:
    """The last day of a pattern: from the next the pupil is due at every session."""
    with transaction.atomic():
        silence_from(AttendancePattern, {"enrolment": enrolment}, since=until + ONE_DAY, by=by)


# --- Holds --------------------------------------------------------------------------------------------------


def place_hold(
    *,
    pupil: Pupil,
    school: School,
    kind: str,
    held_by: str,
    by: By,
    reason: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Hold:
    """Stop writing to a family. Everybody may read who holds it; why is for those who may know."""
    since = since or timezone.localdate()
    insist_in_order(since, until)
    hold = Hold(pupil=pupil, school=school, kind=kind, held_by=held_by.strip(), since=since, until=until)
    hold.reason, hold.placed_by = reason.strip(), None if isinstance(by, str) else by
    _complete(hold)
    return keep(hold, by)


def release_hold(*, hold: Hold, by: By, on: dt.date | None = None) -> None:
    """From this day the family may be written to again."""
    _end_before(hold, on or timezone.localdate(), by)


def place_legal_hold(*, pupil: Pupil, reason: str, by: By, since: dt.date | None = None) -> LegalHold:
    """Nothing of this pupil may be erased until it is released, whatever their age."""
    hold = LegalHold(pupil=pupil, reason=reason.strip(), since=since or timezone.localdate())
    hold.placed_by = None if isinstance(by, str) else by
    _complete(hold)
    return keep(hold, by)


def release_legal_hold(*, hold: LegalHold, by: By, on: dt.date | None = None) -> None:
    """From this day the pupil's records may be erased when their time comes."""
    _end_before(hold, on or timezone.localdate(), by)


# --- Families -----------------------------------------------------------------------------------------------


@transaction.atomic
def add_contact(
    *,
    pupils: Iterable[Pupil],
    school: School,
    name: str,
    relationship: str,
    by: By,
    since: dt.date | None = None,
    household: Household | None = None,
    address: str = "",
    postcode: str = "",
    phone: str = "",
    email: str = "",
    language: str = "",
    needs_interpreter: bool = False,
    needs_read_out: bool = False,
    **standing: Any,
) -> Contact:
    """Somebody who may be reached about one or more pupils of a school; `standing` as in link_contact."""
    if household is None and (address.strip() or postcode.strip()):
        household = keep(Household(address=address.strip(), postcode=postcode.strip().upper()), by)
    contact = Contact(
        household=household,
        name=name.strip(),
        phone=phone.strip(),
        email=email.strip(),
        language=language.strip(),
        needs_interpreter=needs_interpreter,
        needs_read_out=needs_read_out,
    )
    _complete(contact)
    keep(contact, by)
    for pupil in pupils:
        link_contact(
            pupil=pupil,
            school=school,
            contact=contact,
            relationship=relationship,
            since=since,
            by=by,
            **standing,
        )
    return contact


@transaction.atomic
def link_contact(
    *,
    pupil: Pupil,
    school: School,
    contact: Contact,
    relationship: str,
    by: By,
    since: dt.date | None = None,
    priority: int = 1,
    parental_responsibility: bool = False,
    has_care: bool = False,
    may_contact: bool = True,
    may_collect: bool | None = None,
    do_not_contact_until: dt.date | None = None,
    order: str = "",
) -> FamilyLink:
    """How somebody stands to a pupil from a day, as the school was told. What was said before ends then."""
    says = {
        "relationship": relationship,
        "priority": priority,
        "parental_responsibility": parental_responsibility,
        "has_care": has_care,
        "may_contact": may_contact,
        "may_collect": may_collect,
        "do_not_contact_until": do_not_contact_until,
        "order": order.strip(),
    }
    of = {"pupil": pupil, "school": school, "contact": contact}
    _complete(
        FamilyLink(**of, **says, since=since or timezone.localdate()), but=("pupil", "school", "contact")
    )
    return say_from(FamilyLink, of, says, since=since or timezone.localdate(), by=by)


@transaction.atomic
def unlink_contact(*, link: FamilyLink, until: dt.date, by: By) -> None:
    """The last day somebody was a contact of a pupil."""
    of = {"pupil": link.pupil, "school": link.school, "contact": link.contact}
    silence_from(FamilyLink, of, since=until + ONE_DAY, by=by)


@transaction.atomic
def change_contact(*, contact: Contact, school: School, by: By, **details: Any) -> Contact:
    """Another telephone number, language, address: for every pupil of this school.

    Where another school was told of the same person, what it was told stays: this one has its own from now.
    """
    if FamilyLink.objects.filter(contact=contact).exclude(school=school).exists():
        contact = _own_copy(contact, school, by)
    household = {name: details.pop(name) for name in ("address", "postcode") if name in details}
    for name, value in details.items():
        setattr(contact, name, value)
    _complete(contact)
    if household:
        contact.household = contact.household or Household()
        for name, value in household.items():
            setattr(contact.household, name, value)
        keep(contact.household, by)
    return keep(contact, by)


def _own_copy(contact: Contact, school: School, by: By) -> Contact:
    links = list(FamilyLink.objects.filter(contact=contact, school=school))
    shared = Contact.objects.get(pk=contact.pk)
    if contact.household is not None:
        contact.household.pk, contact.household._state.adding = None, True
        contact.household = keep(contact.household, by)
    contact.pk, contact._state.adding = None, True
    keep(contact, by)
    for link in links:
        link.contact = contact
        keep(link, by)
    carry_over(shared, contact, school)
    return contact


# --- What must be so first ----------------------------------------------------------------------------------


def _complete(row: Any, but: Iterable[str] = ()) -> None:
    """Refuse a row with a field that cannot be, in the words of the field."""
    try:
        row.clean_fields(exclude=set(but))
    except ValidationError as wrong:
        field, said = next(iter(wrong.message_dict.items()))
        words = row._meta.get_field(field).verbose_name
        raise refuse("%(field)s: %(said)s", field=str(words).capitalize(), said=said[0]) from None


def _insist_on_urn(urn: str, unless_of: School | None = None) -> None:
    if not re.fullmatch(r"[0-9]{6}", urn):
        raise refuse(gettext_noop("“%(urn)s” is not a URN: six digits."), urn=urn)
    taken = SchoolURN.objects.filter(urn=urn).exclude(school=unless_of).select_related("school").first()
    if taken is not None:
        raise refuse(gettext_noop("URN %(urn)s belongs to %(school)s."), urn=urn, school=taken.school.name)


def _insist_on_place(
    role: str, school: School | None, grouping: Grouping | None, school_class: SchoolClass | None
) -> None:
    if role not in ROLES:
        roles = ", ".join(ROLES)
        raise refuse(
            gettext_noop("“%(role)s” is not a role: write one of %(roles)s."), role=role, roles=roles
        )
    if (school is None) == (grouping is None):
        raise refuse(gettext_noop("A post is at one school or at one grouping."))
    held = ROLES[role]
    if school is not None and not held.at_school:
        raise refuse(
            gettext_noop("The role “%(role)s” is held at a grouping, not at a school."), role=held.words
        )
    if grouping is not None and not held.at_grouping:
        raise refuse(
            gettext_noop("The role “%(role)s” is held at a school, not at a grouping."), role=held.words
        )
    if school_class is not None and school_class.school != school:
        raise refuse(gettext_noop("%(name)s is a class of another school."), name=school_class.name)


def _insist_not_on_roll(pupil: Pupil, school: School, since: dt.date) -> None:
    later = Enrolment.objects.filter(pupil=pupil, school=school).between(since, dt.date.max).first()
    if later is not None:
        raise refuse(
            gettext_noop("%(pupil)s is on the roll of %(school)s already, from %(day)s."),
            pupil=pupil,
            school=school.name,
            day=day_in_words(later.since),
        )


def _end_before(row: Hold | LegalHold, day: dt.date, by: By) -> None:
    if row.since >= day:
        drop(row, by)
        return
    row.until = day - ONE_DAY
    keep(row, by)
