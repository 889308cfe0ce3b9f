"""How a school's or grouping's texts and e-mails leave, on the page: switched on by somebody who says so."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.messages.channels import account_at, decide_channels
from trellis.messages.forms import GoByForm
from trellis.schools.access import staff_may
from trellis.schools.views import Here, show


@staff_may("change settings")
def go_by(request: HttpRequest, **address: str) -> HttpResponse:
    """Decide what carries texts and e-mails from today; a key that was given is never shown again."""
    here = Here.of(request)
    form = GoByForm(request.POST if request.method == "POST" else None, place=here.place)
    if request.method == "POST" and form.is_valid():
        decide_channels(place=here.place, asked=form.asked(), by=request.user)
        messages.success(request, _("That is kept. Messages approved from now on go this way."))
        page = "messages:go_by" if here.at_school else "messages:grouping_go_by"
        return redirect(reverse(page, args=here.arguments))
    response = show(request, "messages/go_by.html", form=form, account=account_at(here.place))
    response.status_code = 400 if form.errors else 200
    return response
