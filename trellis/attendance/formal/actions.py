"""What is done about notices: one proposed or known from elsewhere, and what the authority answered."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from trellis.attendance.formal.models import AttendanceContract, ImproveNotice, Notice, NoticeAnswer
from trellis.attendance.formal.standings import ParentStanding, standing_of
from trellis.registers.reading import ledger_numbers
from trellis.rules.formal import FOLLOWS, Answer, ProblemWithFormalStep
from trellis.rules.words import Sentence, day_in_words, gettext_noop
from trellis.schools.models import Contact, FamilyLink, Person, Pupil, School


def refuse(template: str, **values: object) -> ProblemWithFormalStep:
    """Why a step cannot be taken."""
    return ProblemWithFormalStep(Sentence(template, **values))


@transaction.atomic
def propose_notice(*, school: School, pupil: Pupil, parent: Contact, why: str, by: Person) -> Notice:
    """Ask the authority to consider a notice. The sessions and the help it rests on are frozen as they stand.

    Refused while anything stands against it; the sentence that says so is the first of them.
    """
    today = timezone.localdate()
    one = parent_standing(_locked(pupil), school, parent, today, reader=by)
    if one.against:
        raise ProblemWithFormalStep(one.against[0])
    if not why.strip():
        raise refuse(gettext_noop("Say why it is proposed: the authority reads it."))
    reached, found = one.standing.reached, standing_of(school, pupil, today, reader=by)
    assert reached is not None
    assert found is not None
    return Notice.objects.create(
        school=school,
        pupil=pupil,
        parent=parent,
        parent_name=parent.name,
        proposed_on=today,
        number=one.number,
        since=reached.since,
        until=reached.until,
        sessions=[[each.day.isoformat(), str(each.session), each.code] for each in reached.settled],
        help=[[each.on.isoformat(), each.words, each.by] for each in found[1].helped],
        ledger=ledger_numbers([school.pk])[school.pk],
        why=why.strip(),
        by=by,
        by_name=by.name,
    )


def parent_standing(
    pupil: Pupil, school: School, parent: Contact, day: dt.date, *, reader: Person
) -> ParentStanding:
    """One child and one parent as they stand; refused where the law counts the adult no parent here."""
    found = standing_of(school, pupil, day, reader=reader)
    if found is None:
        raise refuse(
            gettext_noop("%(pupil)s is not on the roll, or no rule is known to count by."), pupil=pupil
        )
    for one in found[1].parents:
        if one.contact.pk == parent.pk and one.link is not None:
            return one
    raise refuse(
        gettext_noop("As this school was told, %(who)s is no parent of %(pupil)s."),
        who=parent.name,
        pupil=pupil,
    )


@transaction.atomic
def note_notice(
    *, school: School, pupil: Pupil, parent: Contact, issued_on: dt.date, elsewhere: str, by: Person
) -> Notice:
    """Keep that another authority, or this one at another school, issued a notice to this parent."""
    _insist_on_parent(school, pupil, parent)
    if issued_on > timezone.localdate():
        raise refuse(gettext_noop("It was issued today or before."))
    if not elsewhere.strip():
        raise refuse(gettext_noop("Say which authority issued it, and who told you."))
    _locked(pupil)
    if Notice.objects.about(pupil, school).filter(parent=parent, issued_on=issued_on).exists():
        day = day_in_words(issued_on)
        raise refuse(gettext_noop("A notice to this parent of %(day)s is written down already."), day=day)
    return Notice.objects.create(
        school=school,
        pupil=pupil,
        parent=parent,
        parent_name=parent.name,
        elsewhere=elsewhere.strip(),
        state=Notice.State.ISSUED,
        issued_on=issued_on,
        by=by,
        by_name=by.name,
    )


def _insist_on_parent(school: School, pupil: Pupil, parent: Contact) -> None:
    told = FamilyLink.objects.on(timezone.localdate()).filter(school=school, pupil=pupil, contact=parent)
    if not told.exists():
        template = gettext_noop("This school was not told of %(who)s as an adult of %(pupil)s.")
        raise refuse(template, who=parent.name, pupil=pupil)


@transaction.atomic
def answer_notice(*, notice: Notice, answer: str, on: dt.date, words: str = "", by: Person) -> Notice:
    """Write down what the authority answered, or that a proposal was taken back. Nothing is overwritten."""
    held: Notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if answer not in FOLLOWS[Answer(held.state)]:
        template = gettext_noop("After “%(was)s” comes no “%(now)s”: somebody may have answered meanwhile.")
        was, now = (str(Notice.State(one).label) for one in (held.state, answer))
        raise refuse(template, was=was, now=now)
    earliest = max(filter(None, (held.proposed_on, held.issued_on)))
    if not earliest <= on <= timezone.localdate():
        template = gettext_noop("It was on a day from %(day)s to today.")
        raise refuse(template, day=day_in_words(earliest))
    if answer in (Answer.WITHDRAWN, Answer.NOT_ISSUED) and not words.strip():
        raise refuse(gettext_noop("Say why: whoever looks next will want to know."))
    NoticeAnswer.objects.create(
        notice=held, answer=answer, on=on, words=words.strip(), by=by, by_name=by.name
    )
    held.state = answer
    if answer == Answer.ISSUED:
        held.issued_on = on
    held.save(update_fields=["state", "issued_on"])
    return held


def _locked(pupil: Pupil) -> Pupil:
    """The child's row, held: two who propose do it one after the other."""
    found: Pupil = Pupil.objects.select_for_update().get(pk=pupil.pk)
    return found


def carry_over(shared: Contact, own: Contact, school: School) -> None:
    """A school has a record of an adult of its own: their notices and contracts there are about that one."""
    for model in (Notice, AttendanceContract, ImproveNotice):
        model.objects.filter(school=school, parent=shared).update(parent=own)
