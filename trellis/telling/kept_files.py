"""Files that newsletters, boards and guides are made of: below the data folder, each kept once."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from trellis.messages.outbox import write_once


@dataclass(frozen=True)
class KeptFiles:
    """Files of one kind. A name carries the digest of what the file holds, so nothing is replaced."""

    kind: str

    def folder(self) -> Path:
        """Where they lie."""
        return Path(settings.TRELLIS_DATA) / "files" / "telling" / self.kind

    def keep(self, name: str, content: bytes) -> str:
        """Put a file with the others, once however often it is brought; its name there."""
        place = self.folder()
        place.mkdir(parents=True, exist_ok=True)
        if not (place / name).exists():
            write_once(place / name, content)
        return name

    def read(self, name: str) -> bytes:
        """A kept file's bytes."""
        return self._path(name).read_bytes()

    def holds(self, name: str) -> bool:
        """Whether a file is there; it is not after a backup of the records alone was put back."""
        return self._path(name).exists()

    def _path(self, name: str) -> Path:
        return self.folder() / Path(name).name
