"""On a child's timeline: that the school asked by text or e-mail where they were, and what became of it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.attendance.models import AnswerLink
from trellis.messages.timeline import Source, Told, Wanted


def asked_by_message(wanted: Wanted) -> Iterator[Told]:
    """The messages that name no child, on the timeline of each they were about; a home's has them anyway."""
    if wanted.home is not None:
        return
    held = AnswerLink.objects.filter(school=wanted.school, pupils__in=wanted.pupils, item__pupil=None)
    held = held.exclude(item__approved_at=None).select_related("item__batch", "contact")
    for link in held.distinct().prefetch_related("pupils", "item__sides"):
        item = link.item
        yield Told(
            at=item.approved_at,
            words=_("%(channel)s: %(title)s") % {"channel": item.get_channel_display(), "title": item.title},
            pupils=[wanted.pupils[one.pk] for one in link.pupils.all() if one.pk in wanted.pupils],
            to=[item.addressee],
            by=item.batch.approved_by_name,
            says=[item.words],
            state="" if item.state == item.State.SENT else str(item.get_state_display()),
        )


ASKED = Source("asked", gettext_lazy("Asked where a child was"), asked_by_message)
