"""The e-mail server of this installation (TRELLIS_EMAIL_URL), and e-mail as it is handed over.

Until the words are handed over a server that refuses has surely not taken them. Once they are under way and
no answer comes, nobody knows: the server may have sent them on.
"""

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.messages.drafts import SUBJECTS
from trellis.messages.links import words_handed_over
from trellis.messages.models import Item
from trellis.messages.transports import Later, Refused, Unknown
from trellis.messages.wording import plain

TIMEOUT: Final = 30  # seconds
TAKEN, FOR_GOOD = 250, 500


def message_of(item: Item) -> EmailMessage:
    """An item as an e-mail: the same bytes however often it is made."""
    message = EmailMessage()
    name, address = plain(item.batch.school.name), settings.DEFAULT_FROM_EMAIL
    message["From"] = Address(name, addr_spec=address)
    message["To"] = item.address[0]
    message["Subject"] = plain(item.title)
    message["Date"] = format_datetime(timezone.localtime(item.approved_at))
    message["Message-ID"] = f"<{item.reference}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words_handed_over(item), cte="quoted-printable")
    for file in SUBJECTS[item.batch.subject].attached(item.batch):
        maintype, subtype = file.kind.split("/")
        message.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.name)
    if message.is_multipart():
        message.set_boundary(f"=_{item.reference}")
    return message


def send(item: Item) -> str:
    """Hand an item over to the server; the number it bears."""
    return hand_over(message_of(item))


def hand_over(message: EmailMessage) -> str:
    """Hand an e-mail over to the server; the number it bears."""
    try:
        server = _server()
    except smtplib.SMTPResponseException as wrong:
        raise Later(_answered(wrong.smtp_code)) from None
    except (OSError, smtplib.SMTPException):
        raise Later(_("The e-mail server could not be reached.")) from None
    try:
        _hand_over(server, message)
    finally:
        server.close()
    return str(message["Message-ID"])


def _server() -> smtplib.SMTP:
    server = smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=TIMEOUT)
    try:
        if settings.EMAIL_USE_TLS:
            server.starttls(context=ssl.create_default_context())
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        for code, _said in (
            server.mail(message["From"].addresses[0].addr_spec),
            server.rcpt(message["To"].addresses[0].addr_spec),
        ):
            _insist(code)
    except (OSError, smtplib.SMTPException):
        raise Later(_("The e-mail server broke off before it took the message.")) from None
    try:
        code, _said = server.data(message.as_bytes(policy=SMTP))
    except smtplib.SMTPDataError as wrong:  # it refused to begin
        _insist(wrong.smtp_code)
        raise Unknown(_("The e-mail server broke off.")) from None
    except (OSError, smtplib.SMTPException):
        raise Unknown(_("The e-mail server broke off while it took the message.")) from None
    _insist(code)


def _insist(code: int) -> None:
    """Go on only where the server said yes."""
    if code >= FOR_GOOD:
        raise Refused(_answered(code))
    if code not in {TAKEN, TAKEN + 1}:
        raise Later(_answered(code))


def _answered(code: int) -> str:
    return _("The e-mail server answered %(code)d.") % {"code": code}
