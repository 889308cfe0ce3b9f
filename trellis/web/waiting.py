"""How much of each kind may wait for somebody at a school: one question before any list is read.

Most of what may wait for a person does not, on most days. What there is none of is not asked again; of what
there is, each room reads its own list. A count shows nobody anything: what a line says comes after `may`.
"""

from django.db.models import SmallIntegerField

from trellis.attendance.clinics.lists import slots_of, to_be_written_down
from trellis.attendance.day.arrivals import not_settled
from trellis.attendance.day.calls import to_decide_about
from trellis.attendance.day.closures import sessions_to_write
from trellis.attendance.day.leave_lists import to_be_decided, to_be_met
from trellis.attendance.day.planned import plans_to_review, timetables_to_review
from trellis.attendance.visits.lists import next_steps_of, not_back, rounds_on
from trellis.gatherings.models import LinkRole, Promise
from trellis.imports.models import Batch as Import
from trellis.messages.models import Batch as Messages
from trellis.messages.models import Item, Reply
from trellis.plans.models import Monitoring, Step
from trellis.schools.owning import may_own
from trellis.schools.questions import DAY, NOW, PERSON, SCHOOL, Given, HowMany
from trellis.support.auditing.standing import left_at
from trellis.support.directory.answering import undecided
from trellis.support.finding.to_decide import to_decide
from trellis.support.groups.models import GroupLeader
from trellis.support.meetings.mine import bodies_of, decisions_of
from trellis.support.models import Case, CaseMember
from trellis.support.protection.confirming import asked_at
from trellis.telling.models import Ask, Board, Kept, Newsletter

YEAR = Given("year", SmallIntegerField())

WAITING = HowMany(
    safeguarding=lambda: to_decide_about(SCHOOL),
    at_the_desk=lambda: not_settled(SCHOOL, DAY),
    plans_to_review=lambda: plans_to_review(SCHOOL, DAY),
    timetables_to_review=lambda: timetables_to_review(SCHOOL, DAY),
    reviews_of_support=lambda: Case.objects.due_by(DAY).filter(
        pk__in=CaseMember.objects.on(DAY).filter(person=PERSON).values("case")
    ),
    case_bodies=lambda: bodies_of(PERSON, SCHOOL, DAY),
    case_decisions=lambda: decisions_of(PERSON, SCHOOL),
    levels=lambda: to_decide(SCHOOL, DAY, sees_protected=False),
    levels_protected=lambda: to_decide(SCHOOL, DAY, sees_protected=True),
    to_read=lambda: asked_at(SCHOOL, DAY),
    agreements=lambda: undecided(SCHOOL),
    audit_steps=lambda: left_at(SCHOOL, DAY).filter(may_own(PERSON, DAY)),
    groups_led=lambda: GroupLeader.objects.on(DAY).filter(person=PERSON, group__school=SCHOOL),
    closed_sessions=lambda: sessions_to_write(SCHOOL, DAY),
    leave_to_meet=lambda: to_be_met(SCHOOL),
    leave_to_decide=lambda: to_be_decided(SCHOOL),
    clinic_slots=lambda: slots_of(PERSON, SCHOOL, DAY),
    clinics_to_write=lambda: to_be_written_down(SCHOOL, DAY),
    visits_not_back=lambda: not_back(PERSON, SCHOOL, NOW),
    visits_today=lambda: rounds_on(SCHOOL, DAY),
    after_visits=lambda: next_steps_of(PERSON, SCHOOL),
    batches=lambda: Messages.objects.filter(school=SCHOOL).waiting(),
    items=lambda: Item.objects.filter(batch__school=SCHOOL).for_a_person(),
    replies=lambda: Reply.objects.filter(school=SCHOOL).unread(),
    files=lambda: Import.objects.filter(school=SCHOOL, state=Import.State.TRIED),
    told=lambda: Ask.objects.not_given().filter(may_own(PERSON, DAY)),
    newsletters=lambda: Newsletter.objects.being_written().filter(
        may_own(PERSON, DAY, of="series__"), series__school=SCHOOL, due_on__lte=DAY
    ),
    boards=lambda: Board.objects.on(DAY).filter(may_own(PERSON, DAY), school=SCHOOL),
    kept=lambda: Kept.objects.on(DAY).filter(may_own(PERSON, DAY), school=SCHOOL),
    promises=lambda: Promise.objects.open().filter(person=PERSON),
    links=lambda: LinkRole.objects.filter(school=SCHOOL, person=PERSON, year=YEAR),
    steps=lambda: Step.objects.running().open().that_fall_due().filter(may_own(PERSON, DAY)),
    looks=lambda: Monitoring.objects.filter(may_own(PERSON, DAY), duty=None, findings=None),
)
