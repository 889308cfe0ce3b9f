"""What is done to celebrate attendance: announcing, exempting, nominating, drawing, naming a day."""

import datetime as dt
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from trellis.attendance.league import League
from trellis.attendance.models import AnnouncedLeague, Draw, Exemption, FullDay, Nomination, Ticket
from trellis.attendance.recognition import Recognition
from trellis.registers.calendars import stated_calendar
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import DayKind
from trellis.rules.draw import digest_of, ticket_of, winning_place
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop
from trellis.schools.dating import By, drop, insist_in_order, keep, name_of
from trellis.schools.models import ClassMembership, Enrolment, Person, Pupil, School


class ProblemWithCelebrating(ProblemWith):
    """Why something cannot be announced, nominated, drawn or named, in one sentence."""

    subject = "celebrating"


def refuse(template: str, **values: object) -> ProblemWithCelebrating:
    return ProblemWithCelebrating(Sentence(template, **values))


def _person(by: By) -> Person | None:
    return None if isinstance(by, str) else by


# --- The league ---------------------------------------------------------------------------------------------


@transaction.atomic
def announce(*, league: League, reward: str = "", by: By) -> AnnouncedLeague:
    """Freeze a week's league as everybody may be told it. Announced again, the earlier one is kept beside it.

    From the week's last school day on: before that nobody has won.
    """
    if league.last_day is not None and timezone.localdate() < league.last_day:
        template = gettext_noop("The week is not over: its last school day is %(day)s.")
        raise refuse(template, day=day_in_words(league.last_day))
    if not league.winners:
        raise refuse(gettext_noop("No class is ranked in this week, so there is nothing to announce."))
    return AnnouncedLeague.objects.create(
        school=league.school,
        week=league.week,
        classes=[
            {"name": row.name, "place": row.place, "at_least": row.at_least, "ranked": row.place is not None}
            for row in league.rows
        ],
        improved=list(league.improved),
        reward=" ".join(reward.split()),
        counted={
            "rules": [list(pair) for pair in league.counted],
            "ledger": dict(league.ledger),
            "as_at": league.as_at.isoformat(),
            "over": league.is_over,
        },
        announced_at=timezone.now(),
        announced_by=_person(by),
        announced_by_name=name_of(by),
    )


# --- Exemptions ---------------------------------------------------------------------------------------------


@transaction.atomic
def exempt(
    *,
    pupil: Pupil,
    school: School,
    kind: str,
    covers: str,
    since: dt.date,
    until: dt.date | None = None,
    reason: str = "",
    by: By,
) -> Exemption:
    """Absence of these days does not stand against the child when attendance is celebrated."""
    insist_in_order(since, until)
    if kind == Exemption.Kind.OTHER and not reason.strip():
        raise refuse(gettext_noop("Another fair reason is written down: say which."))
    row = Exemption(
        pupil=pupil,
        school=school,
        kind=kind,
        covers=covers,
        since=since,
        until=until,
        reason=reason.strip(),
        placed_by=_person(by),
    )
    return keep(row, by)


@transaction.atomic
def end_exemption(*, exemption: Exemption, until: dt.date, by: By) -> None:
    """The last day of an exemption; one that ends before it began never held, and goes."""
    if until < exemption.since:
        drop(exemption, by)
        return
    exemption.until = until
    keep(exemption, by)


# --- The gold book ------------------------------------------------------------------------------------------


@transaction.atomic
def nominate(*, enrolment: Enrolment, day: dt.date, reason: str, by: By) -> Nomination:
    """Put a child in the gold book of the week a day lies in."""
    monday = day - dt.timedelta(days=day.weekday())
    if Nomination.objects.filter(school=enrolment.school, pupil=enrolment.pupil, week=monday).exists():
        template = gettext_noop("%(pupil)s is in the gold book of that week already.")
        raise refuse(template, pupil=enrolment.pupil.known_as)
    if not " ".join(reason.split()):
        raise refuse(gettext_noop("Say what for."))
    held = ClassMembership.objects.on(day).filter(enrolment=enrolment).select_related("school_class").first()
    row = Nomination(
        school=enrolment.school,
        pupil=enrolment.pupil,
        week=monday,
        class_name=held.school_class.name if held else "",
        reason=" ".join(reason.split()),
        nominated_at=timezone.now(),
        nominated_by=_person(by),
        nominated_by_name=name_of(by),
    )
    return keep(row, by)


@transaction.atomic
def take_out(*, nomination: Nomination, by: By) -> None:
    """Take a nomination back; its history says who did."""
    drop(nomination, by)


# --- Prize draws --------------------------------------------------------------------------------------------


@transaction.atomic
def fix_tickets(*, school: School, recognition: Recognition, prize: str, by: By) -> Draw:
    """Give everybody with 100% a ticket and freeze them with their digest, before any seed exists."""
    days = recognition.days
    _lock(school)
    if Draw.objects.filter(school=school, occasion=days.occasion).exists():
        template = gettext_noop("The tickets for %(days)s are fixed already: draw them, or draw again.")
        raise refuse(template, days=days.words)
    if not recognition.is_over:
        template = gettext_noop("%(days)s is not over: tickets are fixed once its last session is.")
        raise refuse(template, days=days.words)
    if recognition.waiting:
        template = gettext_noop("Marks are missing (children: %(count)d): complete them first.")
        raise refuse(template, count=recognition.waiting)
    draw = Draw(
        school=school,
        occasion=days.occasion,
        prize=" ".join(prize.split()),
        since=days.since,
        until=days.until,
        counted={"ledger": dict(recognition.ledger)},
    )
    return _fix(draw, [one.pupil for one in recognition.full], by)


@transaction.atomic
def fix_again(*, draw: Draw, reason: str, by: By) -> Draw:
    """Draw again, and say why: the same tickets without those already drawn, under a new digest."""
    _lock(draw.school)
    drawn = list(Draw.objects.filter(school=draw.school, occasion=draw.occasion).order_by("number"))
    last = drawn[-1]
    if last.winner is None:
        raise refuse(gettext_noop("These tickets have not been drawn yet."))
    if not " ".join(reason.split()):
        raise refuse(gettext_noop("Say why it is drawn again."))
    winners = set(
        Ticket.objects.filter(draw__in=drawn, number=F("draw__winner")).values_list("pupil", flat=True)
    )
    tickets = drawn[0].tickets.exclude(pupil=None).order_by("number")
    pupils = [ticket.pupil_id for ticket in tickets if ticket.pupil_id not in winners]
    again = Draw(
        school=draw.school,
        occasion=draw.occasion,
        number=last.number + 1,
        prize=last.prize,
        since=last.since,
        until=last.until,
        counted=drawn[0].counted,
        reason=" ".join(reason.split())[:200],
    )
    return _fix(again, pupils, by)


def _fix(draw: Draw, pupils: list[int], by: By) -> Draw:
    """Keep a draw with a sealed ticket for each of these."""
    if not pupils:
        raise refuse(gettext_noop("Nobody has a ticket, so there is nothing to draw."))
    # In an order that tells nothing: by class and name a place in it would say who is whom.
    secrets.SystemRandom().shuffle(pupils)
    sealed = [(secrets.token_hex(16), pupil) for pupil in pupils]
    tickets = [ticket_of(secret, pupil) for secret, pupil in sealed]
    draw.digest, draw.fixed_at = digest_of(tickets), timezone.now()
    draw.fixed_by, draw.fixed_by_name = _person(by), name_of(by)
    draw.save()
    Ticket.objects.bulk_create(
        Ticket(draw=draw, number=number, ticket=ticket, secret=secret, pupil_id=pupil)
        for number, (ticket, (secret, pupil)) in enumerate(zip(tickets, sealed, strict=True), 1)
    )
    return draw


@transaction.atomic
def draw_winner(*, draw: Draw, by: By) -> Draw:
    """Take a seed nobody could choose and draw the winner. Drawn once: asked again, it answers the same."""
    held = Draw.objects.select_for_update().get(pk=draw.pk)
    if held.winner is not None:
        return held
    problems = problems_of(held)
    if problems:
        raise ProblemWithCelebrating(problems[0])
    held.seed = secrets.token_hex(16)
    held.winner = winning_place(held.digest, held.seed, held.tickets.count()) + 1
    held.drawn_at, held.drawn_by, held.drawn_by_name = timezone.now(), _person(by), name_of(by)
    held.save()
    return held


def problems_of(draw: Draw) -> list[Sentence]:
    """What no longer agrees in a draw: run again from its record, it must come out the same."""
    tickets = list(draw.tickets.order_by("number"))
    found = []
    if digest_of([one.ticket for one in tickets]) != draw.digest:
        found.append(Sentence(gettext_noop("The tickets are not those that were fixed.")))
    merged = _merged_into(one.pupil_id for one in tickets)
    for one in tickets:
        known = {one.pupil_id, *merged.get(one.pupil_id, ())}
        if one.pupil_id is not None and all(ticket_of(one.secret, pk) != one.ticket for pk in known):
            template = gettext_noop("Ticket %(number)d is not that of the child it names.")
            found.append(Sentence(template, number=one.number))
    if draw.winner is not None and tickets:
        place = winning_place(draw.digest, draw.seed, len(tickets))
        if place + 1 != draw.winner:
            found.append(Sentence(gettext_noop("The seed draws another ticket than the one named.")))
    return found


def _merged_into(pupils: Iterable[int | None]) -> dict[int, list[int]]:
    """The records that were merged into each of these: a ticket was sealed with the number of its day."""
    found: dict[int, list[int]] = {}
    rows = Pupil.objects.filter(merged_into__in={pk for pk in pupils if pk is not None})
    for gone, kept in rows.values_list("pk", "merged_into_id"):
        found.setdefault(kept, []).append(gone)
    return found


def _lock(school: School) -> None:
    """Two people who fix tickets at once: the second waits, and finds them fixed."""
    School.objects.select_for_update().get(pk=school.pk)


# --- 100% days ----------------------------------------------------------------------------------------------


@transaction.atomic
def name_full_day(*, school: School, day: dt.date, words: str = "", by: By) -> FullDay:
    """Name a day in advance on which everybody who can be is asked to be in school."""
    if day <= timezone.localdate():
        raise refuse(gettext_noop("A 100%% day is named in advance: %(day)s is not."), day=day_in_words(day))
    calendar = stated_calendar(school, AcademicYear.of(day))
    if calendar is not None and calendar.kind_of(day) is not DayKind.OPEN:
        raise refuse(gettext_noop("The school is not open on %(day)s."), day=day_in_words(day))
    if FullDay.objects.filter(school=school, day=day).exists():
        raise refuse(gettext_noop("%(day)s is a 100%% day already."), day=day_in_words(day))
    row = FullDay(
        school=school,
        day=day,
        words=" ".join(words.split()),
        named_at=timezone.now(),
        named_by=_person(by),
        named_by_name=name_of(by),
    )
    return keep(row, by)


@transaction.atomic
def unname_full_day(*, full_day: FullDay, by: By) -> None:
    """A day that has not come yet is no 100% day after all."""
    if full_day.day <= timezone.localdate():
        raise refuse(gettext_noop("The day has come: what was named then stays."))
    drop(full_day, by)
