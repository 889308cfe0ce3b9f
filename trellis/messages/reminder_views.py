"""Reminders of what is due, on the page: each person chooses for themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.messages import reminding
from trellis.messages.channels import transport_of
from trellis.messages.forms import ReminderForm
from trellis.messages.models import Channel, Reminder
from trellis.schools.access import may, staff_may
from trellis.schools.roles import Permission

LAST = 5


@staff_may("see the school", narrows=True)
def reminders(request: HttpRequest, urn: str) -> HttpResponse:
    """Whether and when somebody is told in the morning how much is theirs to do; the last they were sent."""
    own = {"person": request.user, "school": request.school}
    held = reminding.chosen(**own)
    initial = {"wanted": "yes" if held else "no", "at": held.at if held else None}
    form = ReminderForm(request.POST or None, initial={k: v for k, v in initial.items() if v})
    if request.method == "POST" and form.is_valid():
        reminding.choose(**own, at=form.chosen())
        messages.success(request, _("That is kept."))
        return redirect("messages:reminders", urn)
    setting = reverse("schools:change_setting", args=[urn, reminding.APPROVED])
    context = {
        "school": request.school,
        "urn": urn,
        "form": form,
        "is_approved": reminding.is_approved(request.school),
        "setting_url": setting if may(request.user, Permission.CHANGE_SETTINGS, request.school) else "",
        "goes_by": transport_of(request.school, Channel.EMAIL),
        "last": Reminder.objects.filter(**own)[:LAST],
    }
    return render(request, "messages/reminders.html", context, status=400 if form.errors else 200)
