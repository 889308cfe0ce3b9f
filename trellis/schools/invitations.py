"""A way in for somebody new: a link by e-mail with which they choose their own password."""

import logging

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest

from trellis.schools.models import Person

log = logging.getLogger("trellis.schools")


def invite(request: HttpRequest, person: Person) -> bool:
    """Send the link to somebody who has no password yet; whether it was sent.

    Where the mail server cannot be reached their post stands all the same: the sign-in page offers the link.
    """
    form = ResetPasswordForm(data={"email": person.email})
    if person.has_usable_password() or not form.is_valid():
        return False
    try:
        form.save(request)
    except OSError:
        log.exception("The invitation could not be sent: the mail server did not take it.")
        return False
    return True
