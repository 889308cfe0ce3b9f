"""What this room knows of a family: what was written, whom nobody wrote to and why, and what was said."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.messages.models import Batch, Conversation, Item, LaterNote, LeftOut, Reply
from trellis.messages.timeline import Source, Told, Wanted, Way
from trellis.schools.models import FamilyLink, Pupil

# --- What was written ---------------------------------------------------------------------------------------


def written(wanted: Wanted) -> Iterator[Told]:
    """The approved messages about these children; on a home's timeline those that were to its own adults,
    and those about no child.
    """
    found = Item.objects.approved().filter(batch__school=wanted.school)
    if wanted.home is None:
        found = found.filter(pupil__in=wanted.pupils)
    else:
        theirs = Q(household__in=wanted.households) | Q(household=None, addressed_to__in=wanted.home)
        found = found.filter(Q(pupil__in=wanted.pupils) | Q(pupil=None), theirs)
    for item in found.distinct().select_related("batch").prefetch_related("sides"):
        yield Told(
            at=item.approved_at,
            words=_("%(channel)s: %(title)s") % {"channel": item.get_channel_display(), "title": item.title},
            pupils=[wanted.pupils[item.pupil_id]] if item.pupil_id else [],
            to=[item.addressee],
            by=item.batch.approved_by_name,
            says=[] if item.is_letter else [item.words],
            state="" if item.state == Item.State.SENT else str(item.get_state_display()),
            url=_letter_page(item, wanted) if item.is_letter else "",
        )


def _letter_page(item: Item, wanted: Wanted) -> str:
    return reverse("messages:item_pdf", args=[wanted.urn, item.batch_id, item.pk])


def not_written(wanted: Wanted) -> Iterator[Told]:
    """Where a batch left a child out, and why; only on the child's own timeline, for it is of no one home."""
    if wanted.home is not None:
        return
    found = LeftOut.objects.filter(
        batch__school=wanted.school, pupil__in=wanted.pupils, batch__state=Batch.State.SENT
    )
    for each in found.select_related("batch"):
        yield Told(
            at=each.batch.approved_at,
            words=_("Nobody was written to"),
            pupils=[wanted.pupils[each.pupil_id]],
            by=each.batch.approved_by_name,
            says=[each.why(may_know=wanted.may_know)],
        )


def replies(wanted: Wanted) -> Iterator[Told]:
    """What was answered: on a home's timeline by its own adults, of a child by any of theirs."""
    adults = (
        FamilyLink.objects.filter(school=wanted.school, pupil__in=wanted.pupils).values("contact")
        if wanted.home is None
        else list(wanted.home)
    )
    found = Reply.objects.filter(school=wanted.school, contact__in=adults)
    for reply in found.select_related("contact", "item"):
        about = reply.item.pupil_id if reply.item else None
        if wanted.home is None and about not in (None, *wanted.pupils):
            continue  # it answers what was written about a brother or sister
        yield Told(
            at=reply.received_at,
            words=_("Reply by %(channel)s") % {"channel": reply.get_channel_display().lower()},
            pupils=[wanted.pupils[about]] if about in wanted.pupils else [],
            to=[reply.contact.name],
            way=Way.FROM,
            says=[reply.words],
            state="" if reply.read_at else _("Not read yet"),
            url=reverse("messages:reply", args=[wanted.urn, reply.pk]),
        )


# --- What was said ------------------------------------------------------------------------------------------


def conversations(wanted: Wanted) -> Iterator[Told]:
    """Calls, visits, meetings and talks as they were noted, with what was added later."""
    found = Conversation.objects.filter(school=wanted.school, pupils__in=wanted.pupils).standing()
    if wanted.home is not None:
        found = found.filter(contacts__in=wanted.home)
    for conversation in _whole(found.distinct()):
        yield _told(conversation, wanted)


def _whole(found: QuerySet[Any]) -> QuerySet[Any]:
    return found.select_related("letter").prefetch_related("pupils", "contacts", "later_notes")


def _told(conversation: Conversation, wanted: Wanted) -> Told:
    about = [wanted.pupils[one.pk] for one in conversation.pupils.all() if one.pk in wanted.pupils]
    with_whom = [
        one.name for one in conversation.contacts.all() if wanted.home is None or one.pk in wanted.home
    ]
    return Told(
        at=conversation.at,
        words=_words(conversation),
        pupils=about,
        to=with_whom,
        way=Way.WITH,
        by=conversation.spoken_by,
        says=_says(conversation) if _theirs_alone(conversation, wanted) else [_concerns_others()],
        state="" if conversation.reached else _("Not reached"),
        url=_page(conversation, about[0], wanted),
    )


def _theirs_alone(conversation: Conversation, wanted: Wanted) -> bool:
    """Whether every adult and child of it belongs to the home asked for; of a child, always."""
    if wanted.home is None:
        return True
    adults = {one.pk for one in conversation.contacts.all()}
    children = {one.pk for one in conversation.pupils.all()}
    return adults <= wanted.home.keys() and children <= wanted.pupils.keys()


def _concerns_others() -> str:
    return _("This concerned another family too: its words are on the child’s page.")


def _words(conversation: Conversation) -> str:
    if conversation.letter_id:
        return _("%(kind)s: letter %(reference)s read out") % {
            "kind": conversation.get_kind_display(),
            "reference": conversation.letter.reference,
        }
    if conversation.outcome:
        return _("%(kind)s: %(outcome)s") % {
            "kind": conversation.get_kind_display(),
            "outcome": conversation.get_outcome_display(),
        }
    return str(conversation.get_kind_display())


def _says(conversation: Conversation) -> Sequence[str]:
    said = [conversation.words]
    if conversation.with_interpreter:
        said.append(_("With an interpreter."))
    if conversation.follows:
        said.append(_follows(conversation))
    return [*said, *(_added(note) for note in conversation.later_notes.all())]


def _follows(conversation: Conversation) -> str:
    said = _("What follows: %(what)s") % {"what": conversation.follows}
    if conversation.followed_at is not None:
        return _("%(said)s (done)") % {"said": said}
    if conversation.follow_by is not None:
        return _("%(said)s (by %(day)s)") % {
            "said": said,
            "day": date_format(conversation.follow_by, "j F Y"),
        }
    return said


def _added(note: LaterNote) -> str:
    return _("Added %(day)s by %(who)s: %(words)s") % {
        "day": date_format(note.noted_at, "j F Y"),
        "who": note.noted_by_name,
        "words": note.words,
    }


def _page(conversation: Conversation, pupil: Pupil, wanted: Wanted) -> str:
    return reverse("messages:conversation", args=[wanted.urn, pupil.pk, conversation.pk])


OFFERED = (
    Source("letters", gettext_lazy("Letters, texts and e-mails"), written),
    Source("replies", gettext_lazy("Replies"), replies),
    Source("conversations", gettext_lazy("Calls, visits, meetings and talks"), conversations),
    Source("not-written", gettext_lazy("Not written to, and why"), not_written),
)
