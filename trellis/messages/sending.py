"""Sending: what waits is taken up one by one, handed over, and what came of it is written down.

An item is claimed (its state becomes *sending*) before anything else is done, and an attempt is written down
before a word leaves. So whatever stops a sender half-way, the next one knows how far it had come:

    no attempt was begun        it was not handed over, and waits again
    to a file in the outbox     it is written again, and a file is written once
    to GOV.UK Notify            Notify is asked by the item's reference before it is ever sent again
    to an e-mail server         nobody knows: it is shown as uncertain until a person decides

What is refused for now waits a little longer each time. Nothing is sent in a school's quiet hours, nor to
somebody who meanwhile must not be written to, nor what is not so any more. `trellis worker` does this all the
time, `trellis messages send` once.
"""

import datetime as dt
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.messages import links, outbox, smtp
from trellis.messages.channels import Transport, account_of, quiet_hours_of, transport_of
from trellis.messages.drafts import SUBJECTS
from trellis.messages.models import Attempt, Batch, Channel, Item, LeftOut, NotifyAccount, OptOut
from trellis.messages.notify import Found, Notify
from trellis.messages.states import move, settle
from trellis.messages.transports import Later, Refused, Unknown
from trellis.rules.quiet_hours import QuietHours
from trellis.schools.dating import By, name_of
from trellis.schools.models import FamilyLink, Hold

State = Item.State
Outcome = Attempt.Outcome

MINUTES: Final = dt.timedelta(minutes=1)
PAUSES: Final = tuple(n * MINUTES for n in (1, 5, 15, 60, 180, 360))
"""How long an item waits after each refusal that may pass; after the last it has failed."""

LEASE = 5 * MINUTES
"""A sender that took an item up longer ago than this has stopped half-way."""

SETTLED = 10 * MINUTES
"""Only so long after an unanswered attempt does "no such message" mean that Notify never had it."""

AT_ONCE: Final = 100  # items read together

ASKED_UNTIL = dt.timedelta(days=7)
"""Notify forgets a message after a week; what it has not said by then it never will."""


@dataclass
class Done:
    """What one pass came to: how many items went which way."""

    counts: dict[str, int] = field(default_factory=dict)

    def note(self, state: str) -> None:
        self.counts[state] = self.counts.get(state, 0) + 1

    def __bool__(self) -> bool:
        return bool(self.counts)


# --- One pass -----------------------------------------------------------------------------------------------


def send_due(
    *, batch: Batch | None = None, by: Collection[str] = Transport.values, most: int | None = None
) -> Done:
    """Send what may go now, of one batch or of all: by these transports, and at most so many."""
    done, sender = Done(), _Sender(by, batch)
    while most is None or sum(done.counts.values()) < most:
        item = sender.claim()
        if item is None:
            break
        done.note(sender.send(item))
    return done


def look_after(*, lease: dt.timedelta | None = None) -> Done:
    """Everything but sending: take up what a sender left half-way, and ask Notify what became of messages."""
    done = Done()
    for item in _left_half_way(LEASE if lease is None else lease):
        done.note(_recover(item))
    for item in _to_ask_about():
        done.note(_ask(item))
    return done


def work_once(*, most: int | None = None) -> Done:
    """One round of a sender: look after what went before, then send, at most so many."""
    done = look_after()
    for state, count in send_due(most=most).counts.items():
        done.counts[state] = done.counts.get(state, 0) + count
    return done


def queue(batch: Batch) -> None:
    """The texts and e-mails of a batch wait; in quiet hours, until these are over."""
    now = timezone.now()
    for channel in (Channel.TEXT, Channel.EMAIL):
        waiting = batch.items.filter(channel=channel, state=State.QUEUED)
        over = quiet_hours_of(batch.school, channel).over_at(now)
        if over is not None:
            waiting.update(not_before=over)


# --- Sending one --------------------------------------------------------------------------------------------


class _Sender:
    """One sender at work: what it knows of each school, read once a pass."""

    def __init__(self, by: Collection[str], batch: Batch | None = None) -> None:
        self.by, self.batch = by, batch
        self.transports: dict[tuple[int, str], Transport] = {}
        self.quiet: dict[tuple[int, str], QuietHours] = {}
        self.accounts: dict[int, NotifyAccount | None] = {}
        self.providers: dict[int, Notify] = {}
        self.due: deque[Item] = deque()
        self.reached = 0

    def claim(self) -> Item | None:
        """Take the next item up, so that no other sender does."""
        while self.due or self._look_for_more():
            item = self.due.popleft()
            if self._may_go_now(item) and move(item, State.SENDING, claimed_at=timezone.now()):
                return item
        return None

    def _look_for_more(self) -> bool:
        due = Item.objects.filter(state=State.QUEUED, channel__in=[Channel.TEXT, Channel.EMAIL])
        due = due.filter(Q(not_before=None) | Q(not_before__lte=timezone.now()), pk__gt=self.reached)
        if self.batch is not None:
            due = due.filter(batch=self.batch)
        self.due.extend(
            due.select_related("batch__school").prefetch_related("sides").order_by("pk")[:AT_ONCE]
        )
        if self.due:
            self.reached = self.due[-1].pk
        return bool(self.due)

    def _may_go_now(self, item: Item) -> bool:
        """Whether this sender sends by the item's transport, and the school's hours are not quiet."""
        if self.transport(item) not in self.by:
            return False
        key = (item.batch.school_id, item.channel)
        if key not in self.quiet:
            self.quiet[key] = quiet_hours_of(item.batch.school, item.channel)
        over = self.quiet[key].over_at(timezone.now())
        if over is not None:
            Item.objects.filter(pk=item.pk, state=State.QUEUED).update(not_before=over)
        return over is None

    def transport(self, item: Item) -> Transport:
        key = (item.batch.school_id, item.channel)
        if key not in self.transports:
            self.transports[key] = transport_of(item.batch.school, item.channel)
        return self.transports[key]

    def send(self, item: Item) -> str:
        """Hand a claimed item over and write down what came of it; the state it is in then."""
        why_not = _must_not_go(item)
        if why_not is not None:
            return _held_back(item, why_not)
        transport = self.transport(item)
        attempt = Attempt.objects.create(item=item, at=timezone.now(), transport=transport)
        try:
            number = self._hand_over(item, attempt)
        except Refused as wrong:
            return _outcome(item, attempt, State.FAILED, Outcome.REFUSED, wrong.says)
        except Later as wrong:
            return _again_later(item, attempt, wrong.says)
        except Unknown as wrong:
            return _nobody_knows(item, attempt, wrong.says)
        return _sent(item, attempt, number)

    def _hand_over(self, item: Item, attempt: Attempt) -> str:
        if attempt.transport == Transport.OUTBOX:
            return outbox.write_message(item)
        if links.is_in(item) and not links.may_be_opened():
            raise Refused(_("Families could not open its link: set TRELLIS_ADDRESS to where they reach us."))
        if attempt.transport == Transport.SMTP:
            return smtp.send(item)
        return self._by_notify(item, attempt)

    def _by_notify(self, item: Item, attempt: Attempt) -> str:
        school = item.batch.school
        if school.pk not in self.accounts:
            self.accounts[school.pk] = account_of(school)
        account = self.accounts[school.pk]
        if account is None:
            raise Later(_("No key of GOV.UK Notify is kept: give it in the settings."))
        if account.pk not in self.providers:
            self.providers[account.pk] = Notify.of(account)
        notify = self.providers[account.pk]
        if item.attempts.filter(transport=Transport.NOTIFY).exclude(pk=attempt.pk).exists():
            found = notify.find(item.reference)
            if found is not None and not found.has_failed:
                return found.number
        if item.channel == Channel.TEXT:
            return notify.send_text(
                to=item.address[0],
                template=account.text_template,
                words=links.words_handed_over(item),
                reference=item.reference,
            )
        return notify.send_email(
            to=item.address[0],
            template=account.email_template,
            subject=item.title,
            words=links.words_handed_over(item),
            reference=item.reference,
        )


def _must_not_go(item: Item) -> LeftOut.Reason | None:
    """Why a family that was to be written to when the batch was approved is not to be now."""
    school, today = item.batch.school, timezone.localdate()
    held = set(Hold.objects.on(today).filter(school=school).values_list("pupil", flat=True))
    if item.pupil_id in held:
        return LeftOut.Reason.HELD
    links = FamilyLink.objects.reachable_on(today).filter(school=school, contact=item.contact_id)
    if item.pupil_id:
        links = links.filter(pupil=item.pupil_id)
    children = set(links.values_list("pupil", flat=True))
    if not children:
        return LeftOut.Reason.DO_NOT_CONTACT
    if children <= held:  # a message about none of them, to a home where letters are held for all
        return LeftOut.Reason.HELD
    opted_out = OptOut.objects.on(today).filter(school=school, contact=item.contact_id, channel=item.channel)
    if opted_out.exists():
        return LeftOut.Reason.OPTED_OUT
    overtaken = SUBJECTS[item.batch.subject].is_overtaken(item)
    return LeftOut.Reason.OVERTAKEN if overtaken else None


# --- What came of it ----------------------------------------------------------------------------------------


@transaction.atomic
def _outcome(item: Item, attempt: Attempt, state: str, outcome: str, says: str = "", **said: Any) -> str:
    attempt.outcome, attempt.says = outcome, says[:300]
    attempt.save(update_fields=["outcome", "says", "provider_reference"])
    if move(item, state, **said):
        settle(item.batch)
    return str(state)


def _sent(item: Item, attempt: Attempt, number: str) -> str:
    attempt.provider_reference = number
    said: dict[str, Any] = {"sent_at": timezone.now(), "not_before": None}
    if attempt.transport == Transport.OUTBOX:
        folder = outbox.folder_of(item.batch)
        Batch.objects.filter(pk=item.batch_id, folder="").update(folder=folder)
        said["file"] = number
    if attempt.transport == Transport.NOTIFY:
        said["not_before"] = timezone.now() + PAUSES[0]  # when Notify is asked what became of it
    return _outcome(item, attempt, State.SENT, Outcome.SENT, **said)


def _again_later(item: Item, attempt: Attempt, says: str) -> str:
    if item.refusals >= len(PAUSES):
        return _outcome(item, attempt, State.FAILED, Outcome.LATER, says)
    said = {"not_before": timezone.now() + PAUSES[item.refusals], "refusals": item.refusals + 1}
    return _outcome(item, attempt, State.QUEUED, Outcome.LATER, says, **said)


def _nobody_knows(item: Item, attempt: Attempt, says: str) -> str:
    again = timezone.now() + PAUSES[0] if attempt.transport == Transport.NOTIFY else None
    return _outcome(item, attempt, State.UNCERTAIN, Outcome.UNKNOWN, says, not_before=again)


def _held_back(item: Item, why: LeftOut.Reason) -> str:
    attempt = Attempt(item=item, at=timezone.now(), outcome=Outcome.HELD, says=why)
    with transaction.atomic():
        attempt.save()
        if move(item, State.HELD):
            settle(item.batch)
    return str(State.HELD)


# --- What was left half-way ---------------------------------------------------------------------------------


def _left_half_way(lease: dt.timedelta) -> models.QuerySet[Any]:
    before = timezone.now() - lease
    return Item.objects.filter(state=State.SENDING, claimed_at__lte=before).select_related("batch__school")


def _recover(item: Item) -> str:
    """Put an item a sender left half-way where it belongs."""
    attempt = item.attempts.filter(outcome=Outcome.UNKNOWN, at__gte=item.claimed_at).last()
    if attempt is None or attempt.transport == Transport.OUTBOX:
        move(item, State.QUEUED, not_before=None)
        return str(item.state)
    return _nobody_knows(item, attempt, _("The sender stopped before there was an answer."))


# --- Asking Notify ------------------------------------------------------------------------------------------


def _to_ask_about() -> list[Item]:
    """What Notify can say more of: messages that are uncertain, and those not yet delivered."""
    due = Item.objects.filter(state__in=[State.UNCERTAIN, State.SENT], not_before__lte=timezone.now())
    return list(due.select_related("batch__school").prefetch_related("attempts").order_by("not_before")[:500])


def _ask(item: Item) -> str:
    """Ask Notify what became of a message, and go by what it says."""
    attempt = [each for each in item.attempts.all() if each.transport == Transport.NOTIFY][-1]
    account = account_of(item.batch.school)
    try:
        if account is None:
            raise Later(_("No key of GOV.UK Notify is kept: give it in the settings."))
        notify = Notify.of(account)
        if item.state == State.SENT:
            return _delivered(item, attempt, notify.look_up(attempt.provider_reference))
        return _found(item, attempt, notify.find(item.reference))
    except Later:
        return _ask_again(item, attempt)


def _ask_again(item: Item, attempt: Attempt) -> str:
    """Ask a little later each time; after a week no more."""
    now = timezone.now()
    waited = now - attempt.at
    again = now + max(PAUSES[0], min(waited, PAUSES[-1])) if waited < ASKED_UNTIL else None
    Item.objects.filter(pk=item.pk, state=item.state).update(not_before=again)
    return str(item.state)


def _found(item: Item, attempt: Attempt, found: Found | None) -> str:
    if found is not None and not found.has_failed:
        return _sent(item, attempt, found.number)
    if timezone.now() - attempt.at < SETTLED:
        return _ask_again(item, attempt)
    return _outcome(item, attempt, State.QUEUED, Outcome.NOT_THERE, attempt.says, not_before=None)


def _delivered(item: Item, attempt: Attempt, found: Found) -> str:
    if not (found.is_delivered or found.has_failed):
        return _ask_again(item, attempt)
    state = State.DELIVERED if found.is_delivered else State.FAILED
    outcome = Outcome.DELIVERED if found.is_delivered else Outcome.UNDELIVERED
    told = Attempt(item=item, at=timezone.now(), transport=Transport.NOTIFY, provider_reference=found.number)
    with transaction.atomic():
        told.save()
        return _outcome(item, told, state, outcome, _in_words(found.status), not_before=None)


def _in_words(status: str) -> str:
    """What a state at Notify means to a school."""
    return {
        "permanent-failure": _("The number or address does not exist."),
        "temporary-failure": _("The telephone was off or full for days, or the mailbox was full."),
        "technical-failure": _("GOV.UK Notify could not send it."),
    }.get(status, "")


# --- What a person decides ----------------------------------------------------------------------------------


class ProblemWithItem(ValueError):
    """Why something cannot be done with an item, in one sentence."""


def it_arrived(*, item: Item, by: By) -> Item:
    """A person knows that an uncertain message arrived."""
    return _decide(item, State.SENT, by, _("It arrived."), {State.UNCERTAIN}, sent_at=timezone.now())


def send_again(*, item: Item, by: By) -> Item:
    """A person has a message sent again that failed, was held back, or is uncertain."""
    allowed = {State.UNCERTAIN, State.FAILED, State.HELD}
    return _decide(item, State.QUEUED, by, _("Send it again."), allowed, refusals=0)


def stop(*, item: Item, by: By) -> Item:
    """A person stops a message that has not gone, or lets one go that never will."""
    allowed = {State.QUEUED, State.UNCERTAIN, State.FAILED, State.HELD}
    return _decide(item, State.WITHDRAWN, by, _("It is not sent any more."), allowed)


def _decide(item: Item, to: str, by: By, says: str, allowed: Collection[str], **said: Any) -> Item:
    changed = _("This message has changed meanwhile: look at it again.")
    if item.state not in allowed or item.is_letter:
        raise ProblemWithItem(changed)
    try:
        with transaction.atomic():
            if not move(item, to, not_before=None, **said):
                raise ProblemWithItem(changed)
            now = timezone.now()
            Attempt.objects.create(item=item, at=now, outcome=Outcome.DECIDED, says=says, by_name=name_of(by))
            settle(item.batch)
    except IntegrityError as wrong:
        raise ProblemWithItem(_("This family has been written to about it in another way since.")) from wrong
    return item
