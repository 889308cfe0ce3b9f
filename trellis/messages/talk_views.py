"""A class teacher's own talks with the families of their class: noted here, and only their own shown again.

The office and those who see families read them with everything else that has passed.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.messages.conversation_forms import OwnTalkForm
from trellis.messages.conversations import note_conversation
from trellis.messages.models import Conversation
from trellis.schools.access import StaffRequest, staff_may
from trellis.schools.models import FamilyLink, Pupil

LAST = 20


@staff_may("note their own talks with families", logs="pupil")
def own_talks(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Note a talk with a parent of a child of the class; what the same teacher noted before."""
    assert request.pupil is not None
    assert request.school is not None
    today = timezone.localdate()
    links = FamilyLink.objects.reachable_on(today).filter(pupil=request.pupil, school=request.school)
    form = OwnTalkForm(
        request.POST or None,
        links=list(links.select_related("contact").order_by("priority", "id")),
        initial={
            "kind": Conversation.Kind.TALK,
            "time": timezone.localtime().time().replace(second=0, microsecond=0),
        },
    )
    known = {"school": request.school, "by": request.user}
    if request.method == "POST" and form.carries_out(_about(request.pupil), **known):
        messages.success(request, _("The talk is noted. The office and whoever sees families can read it."))
        return redirect("messages:own_talks", urn, pupil_id)
    noted = Conversation.objects.standing().noted_by_themselves(request.user)
    noted = noted.filter(school=request.school, pupils=request.pupil).prefetch_related("contacts")
    context = {
        "school": request.school,
        "urn": urn,
        "pupil": request.pupil,
        "form": form,
        "noted": noted.order_by("-at", "-id")[:LAST],
    }
    return render(request, "messages/own_talks.html", context, status=400 if form.errors else 200)


def _about(pupil: Pupil) -> Callable[..., Conversation]:
    def noting(*, pupils: Sequence[Pupil], **filled_in: Any) -> Conversation:
        return note_conversation(pupils=[pupil, *pupils], **filled_in)

    return noting
