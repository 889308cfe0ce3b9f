"""A sealed file: encrypted as it is written; nobody without the key can read it or change a byte of it.

AES-256-GCM in pieces of a megabyte. Each piece is numbered and the last says that it is the last, so that a
file cut short, reordered or altered does not open. The key comes from a passphrase (scrypt) or a key file.
"""

import base64
import io
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_MAGIC = b"TRELLIS SEALED 1\n"
_SALT, _PREFIX, _TAG = 16, 7, 16
PIECE = 1024 * 1024


class NotOpened(Exception):
    """A sealed file that does not open, and one sentence saying why."""


@dataclass(frozen=True)
class Key:
    """What a file is sealed with: a passphrase, or the contents of a key file."""

    secret: bytes
    from_file: bool

    @classmethod
    def of_passphrase(cls, passphrase: str) -> "Key":
        return cls(passphrase.encode(), from_file=False)

    @classmethod
    def in_file(cls, path: Path) -> "Key":
        """The key a file holds."""
        try:
            secret = base64.b64decode(path.read_bytes().strip(), validate=True)
        except OSError as wrong:
            raise NotOpened(f"The key file {path} could not be read: {wrong.strerror}.") from wrong
        except ValueError:
            secret = b""
        if len(secret) != 32:
            raise NotOpened(f"{path} is not a key file of Trellis.")
        return cls(secret, from_file=True)

    @classmethod
    def new_file(cls, path: Path) -> "Key":
        """A new key, kept in a file that only its owner may read."""
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)) + b"\n")
        return cls.in_file(path)

    def derived(self, salt: bytes) -> AESGCM:
        if self.from_file:
            return AESGCM(HKDF(SHA256(), 32, salt, b"trellis backup").derive(self.secret))
        return AESGCM(Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(self.secret))


class Sealing(io.RawIOBase):
    """What is written here goes sealed into a file."""

    def __init__(self, file: BinaryIO, key: Key) -> None:
        self._file, self._number, self._waiting = file, 0, bytearray()
        salt, self._prefix = secrets.token_bytes(_SALT), secrets.token_bytes(_PREFIX)
        self._head = _MAGIC + (b"k" if key.from_file else b"p") + salt + self._prefix
        self._cipher = key.derived(salt)
        file.write(self._head)

    def writable(self) -> bool:
        return True

    def write(self, content) -> int:
        self._waiting += content
        # One piece is held back: only at the end is it known which is the last.
        while len(self._waiting) > PIECE:
            self._seal(self._waiting[:PIECE], last=False)
            del self._waiting[:PIECE]
        return len(content)

    def close(self) -> None:
        if not self.closed:
            self._seal(self._waiting, last=True)
        super().close()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last=last)
        self._file.write(self._cipher.encrypt(nonce, bytes(piece), self._head))
        self._number += 1


class Unsealing(io.RawIOBase):
    """What is read here comes opened out of a sealed file; every byte of it is as it was written."""

    def __init__(self, file: BinaryIO, key: Key) -> None:
        self._file, self._number, self._opened, self._ended = file, 0, b"", False
        self._head = file.read(len(_MAGIC) + 1 + _SALT + _PREFIX)
        if not self._head.startswith(_MAGIC) or len(self._head) != len(_MAGIC) + 1 + _SALT + _PREFIX:
            raise NotOpened("This is not a backup made by Trellis.")
        if (self._head[len(_MAGIC) :][:1] == b"k") != key.from_file:
            needed = "a passphrase" if key.from_file else "a key file (--key-file)"
            raise NotOpened(f"This backup was sealed with {needed}.")
        self._prefix = self._head[-_PREFIX:]
        self._cipher = key.derived(self._head[-_PREFIX - _SALT : -_PREFIX])
        self._next = file.read(PIECE + _TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while not self._opened and not self._ended:
            self._open_piece()
        count = min(len(buffer), len(self._opened))
        buffer[:count] = self._opened[:count]
        self._opened = self._opened[count:]
        return count

    def _open_piece(self) -> None:
        sealed, self._next = self._next, self._file.read(PIECE + _TAG)
        self._ended = not self._next
        try:
            nonce = _nonce(self._prefix, self._number, last=self._ended)
            self._opened = self._cipher.decrypt(nonce, sealed, self._head)
        except InvalidTag as wrong:
            raise NotOpened(self._why()) from wrong
        self._number += 1

    def _why(self) -> str:
        if self._number:
            return "The backup is damaged or cut short: nothing of it was used."
        return "The backup does not open: the passphrase or key is another, or the file is damaged."


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
