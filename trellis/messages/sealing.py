"""A provider's key at rest: sealed with this installation's own secret, opened only to send.

A copy of the database alone does not open it. Where the secret has changed, the key has to be given again.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_FOR = b"trellis messages: a provider's key"


class NotOpened(ValueError):
    """A sealed key this installation's secret does not open."""


def seal(key: str) -> str:
    """The key as it is kept."""
    return _cipher().encrypt(key.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The key as it was given."""
    try:
        return _cipher().decrypt(sealed.encode("ascii")).decode()
    except InvalidToken as wrong:
        raise NotOpened from wrong


def _cipher() -> Fernet:
    secret = HKDF(SHA256(), 32, None, _FOR).derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(secret))
