"""A child's messages on the page: what was written home, and who asked not to be written to in some way."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trellis.messages.actions import opt_in, opt_out
from trellis.messages.forms import OptOutForm
from trellis.messages.log import messages_about
from trellis.messages.models import OptOut
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.models import FamilyLink
from trellis.schools.roles import Permission


@staff_may("see families", logs="pupil")
@require_safe
def pupil_messages(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """What this school has written home about one child."""
    assert request.pupil is not None
    assert request.school is not None
    return render(
        request,
        "messages/pupil_messages.html",
        {
            "school": request.school,
            "urn": urn,
            "pupil": request.pupil,
            "items": messages_about(request.pupil, request.school, reader=request.user),
            "may_change": may(request.user, Permission.CHANGE_FAMILIES, request.school),
        },
    )


@staff_may("change families", logs="pupil")
def opt_outs(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Which adults of a child asked for no texts or no e-mail, and keeping that they did."""
    assert request.pupil is not None
    links = FamilyLink.objects.on(timezone.localdate()).filter(school=request.school, pupil=request.pupil)
    contacts = {link.contact_id: link.contact for link in links.select_related("contact")}
    form = OptOutForm(request.POST if request.method == "POST" else None, contacts=contacts.values())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        of = {"contact": contacts[int(said["contact"])], "school": request.school, "by": request.user}
        if said["again"]:
            opt_in(channel=said["channel"], **of)
        else:
            opt_out(channel=said["channel"], how=said["how"], **of)
        messages.success(request, _("That is kept, and every message from now on goes by it."))
        return redirect("messages:opt_outs", urn=urn, pupil_id=pupil_id)
    held = OptOut.objects.on(timezone.localdate()).filter(school=request.school, contact__in=contacts)
    return render(
        request,
        "messages/opt_outs.html",
        {
            "school": request.school,
            "urn": urn,
            "pupil": request.pupil,
            "form": form,
            "held": held.select_related("contact").order_by("contact__name", "channel"),
        },
        status=400 if form.errors else 200,
    )
