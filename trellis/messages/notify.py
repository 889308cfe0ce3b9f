"""GOV.UK Notify: sending a text or an e-mail, asking what became of it, and reading what families answered.

Every request is signed with a token of its own (a JSON Web Token, HS256, with the service's number and the
moment). A message carries our reference: before it is ever sent again, Notify is asked whether it has one of
that reference. At Notify the template for texts is `((message))`; that for e-mails has the subject
`((subject))` and the words `((message))`.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import requests
from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from trellis.messages.channels import parts_of_key
from trellis.messages.models import NotifyAccount
from trellis.messages.sealing import NotOpened, unseal
from trellis.messages.transports import Later, Refused, Unknown

CONNECT, ANSWER = 10, 30  # seconds
DELIVERED: Final = frozenset({"delivered", "sent"})  # "sent": to a network that never says more
FAILED: Final = frozenset({"permanent-failure", "temporary-failure", "technical-failure", "failed"})


@dataclass(frozen=True)
class Found:
    """A message as Notify knows it."""

    number: str
    status: str

    @property
    def is_delivered(self) -> bool:
        return self.status in DELIVERED

    @property
    def has_failed(self) -> bool:
        return self.status in FAILED


@dataclass(frozen=True)
class Received:
    """A text somebody sent to the service."""

    number: str
    sender: str
    words: str
    at: dt.datetime


class Notify:
    """One service at GOV.UK Notify."""

    def __init__(self, service: str, secret: str) -> None:
        self._service, self._secret = service, secret
        self._session = requests.Session()

    @classmethod
    def of(cls, account: NotifyAccount) -> "Notify":
        try:
            return cls(*parts_of_key(unseal(account.sealed_key)))
        except NotOpened as wrong:
            raise Later(
                _("The key of GOV.UK Notify cannot be read any more: give it again in the settings.")
            ) from wrong

    def send_text(self, *, to: str, template: str, words: str, reference: str) -> str:
        """Hand a text over; Notify's number of it."""
        said = {"phone_number": to, "personalisation": {"message": words}}
        return self._send("sms", template, reference, said)

    def send_email(self, *, to: str, template: str, subject: str, words: str, reference: str) -> str:
        """Hand an e-mail over; Notify's number of it."""
        said = {"email_address": to, "personalisation": {"subject": subject, "message": words}}
        return self._send("email", template, reference, said)

    def find(self, reference: str) -> Found | None:
        """The message of our reference, if Notify has one; of several, one that has not failed."""
        held = self._ask("/v2/notifications", reference=reference)["notifications"]
        found = [_found(one) for one in held if one.get("reference") == reference]
        return min(found, key=lambda one: one.has_failed, default=None)

    def look_up(self, number: str) -> Found:
        """What became of a message Notify took."""
        return _found(self._ask(f"/v2/notifications/{number}"))

    def received(self, *, older_than: str = "") -> list[Received]:
        """The texts the service was sent, the newest first: as many as Notify gives at once, of all or of
        those that came before the one with that number.
        """
        asked = {"older_than": older_than} if older_than else {}
        held = self._ask("/v2/received-text-messages", **asked)["received_text_messages"]
        return [
            Received(
                number=str(one["id"]),
                sender=_number(str(one["user_number"])),
                words=str(one["content"]),
                at=parse_datetime(one["created_at"]) or timezone.now(),
            )
            for one in held
        ]

    # --- the wire

    def _send(self, kind: str, template: str, reference: str, said: Mapping[str, Any]) -> str:
        asked = {"template_id": template, "reference": reference, **said}
        try:
            answer = self._session.post(
                f"{settings.NOTIFY_URL}/v2/notifications/{kind}",
                json=asked,
                headers=self._signed(),
                timeout=(CONNECT, ANSWER),
                allow_redirects=False,
            )
        except requests.RequestException as wrong:
            if _never_reached(wrong):
                raise Later(_("GOV.UK Notify could not be reached.")) from None
            raise Unknown(_("GOV.UK Notify did not answer.")) from None
        _insist_on_taken(answer)
        try:
            return str(answer.json()["id"])
        except (ValueError, KeyError, TypeError) as wrong:
            raise Unknown(_("GOV.UK Notify gave an answer that cannot be read.")) from wrong

    def _ask(self, path: str, **asked: str) -> Any:
        try:
            answer = self._session.get(
                f"{settings.NOTIFY_URL}{path}",
                params=asked,
                headers=self._signed(),
                timeout=(CONNECT, ANSWER),
                allow_redirects=False,
            )
        except requests.RequestException:
            raise Later(_("GOV.UK Notify could not be reached.")) from None
        if answer.status_code != requests.codes.ok:
            raise Later(_words(answer))
        try:
            return answer.json()
        except ValueError as wrong:
            raise Later(_("GOV.UK Notify gave an answer that cannot be read.")) from wrong

    def _signed(self) -> dict[str, str]:
        claims = {"iss": self._service, "iat": int(timezone.now().timestamp())}
        signed = f"{_part({'typ': 'JWT', 'alg': 'HS256'})}.{_part(claims)}"
        signature = hmac.new(self._secret.encode(), signed.encode(), hashlib.sha256).digest()
        return {"Authorization": f"Bearer {signed}.{_plain(signature)}"}


def _part(said: Mapping[str, Any]) -> str:
    return _plain(json.dumps(said, separators=(",", ":")).encode())


def _plain(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _number(written: str) -> str:
    """A telephone number with its plus, which Notify leaves out; a name or a short number as it is."""
    return f"+{written}" if written.isdecimal() and len(written) > len("07700900123") else written


def _found(one: Mapping[str, Any]) -> Found:
    return Found(str(one["id"]), str(one["status"]))


def _never_reached(wrong: requests.RequestException) -> bool:
    """Whether the request surely never left: nobody answered the door."""
    if isinstance(wrong, requests.ConnectTimeout):
        return True
    reason = getattr(wrong.args[0] if wrong.args else None, "reason", None)
    return isinstance(wrong, requests.ConnectionError) and type(reason).__name__ in {
        "NewConnectionError",
        "NameResolutionError",
    }


def _insist_on_taken(answer: requests.Response) -> None:
    """Go on only where the message was taken."""
    status = answer.status_code
    if status in {requests.codes.ok, requests.codes.created}:
        return
    if status in {requests.codes.forbidden, requests.codes.unauthorized, requests.codes.too_many_requests}:
        raise Later(_words(answer))
    if 400 <= status < 500:
        raise Refused(_words(answer))
    raise Unknown(_words(answer))


def _words(answer: requests.Response) -> str:
    """What Notify said was wrong."""
    try:
        errors = answer.json()["errors"]
        said = "; ".join(str(one["message"]) for one in errors)
    except (ValueError, KeyError, TypeError):
        said = ""
    words = _("GOV.UK Notify answered %(status)d") % {"status": answer.status_code}
    return f"{words}: {said}"[:300] if said else f"{words}."
