"""Letters a trust agreed, for the tests."""

from typing import Any

from trellis.messages.agreeing import agree_wording
from trellis.messages.models import AgreedWording

BODY = "Dear {addressee},\n\nThank you for a good half-term.\n\nYours sincerely,\n{signatory}"


def an_agreed_letter(cast: Any, **said: Any) -> AgreedWording:
    """The green letter of the traffic lights in English, as Oak's trust agreed it."""
    told = {
        "grouping": cast.trust,
        "name": "attendance-green",
        "channel": "letter",
        "language": "en",
        "title": "Thank you, {forename}",
        "body": BODY,
        "by": cast.trust_officer,
    }
    return agree_wording(**{**told, **said})
