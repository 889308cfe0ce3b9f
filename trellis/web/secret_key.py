"""The secret this installation signs with: made once, kept in a file its owner alone may read."""

import os
import secrets
import time
from pathlib import Path


def kept_secret(path: Path) -> str:
    """The secret in the file, which is made where there is none yet. Two processes starting at once agree."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _read(path)
    secret = secrets.token_urlsafe(50)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret)
    return secret


def _read(path: Path) -> str:
    """The kept secret; waits a moment for the process that is writing it."""
    for _attempt in range(20):
        secret = path.read_text(encoding="ascii").strip()
        if secret:
            return secret
        time.sleep(0.05)
    raise ValueError(
        f"{path.name} in the data folder is empty: delete it and start again; people sign in anew."
    )
