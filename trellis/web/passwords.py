"""The forms one signs in with, and a password is changed, set and reset with: allauth's, in our words."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from django.utils.translation import gettext_lazy as _

_LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Your password now"),
    "password1": _("New password"),
    "password2": _("New password again"),
}
_SAYS = _(
    "At least ten characters. Three words that do not belong together are easy to remember and hard to guess."
)


class InOurWords:
    """What each field is called here, and one sentence on what makes a password good."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = _LABELS[name]
        if "password1" in self.fields:
            self.fields["password1"].help_text = _SAYS


class SignIn(InOurWords, LoginForm):
    """The address and the password."""


class AskToReset(InOurWords, ResetPasswordForm):
    """The address to which a link goes."""


class ChangePassword(InOurWords, ChangePasswordForm):
    """The old one, and twice the new."""


class SetPassword(InOurWords, SetPasswordForm):
    """Twice the first one, for whoever has signed in without."""


class ResetPassword(InOurWords, ResetPasswordKeyForm):
    """Twice the new one, by the link of an e-mail."""
