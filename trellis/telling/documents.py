"""Leaflets people bring as PDF: taken only where nothing in them can act, and handed out, never opened here.

A PDF may hold programs, start others, carry files and fetch from the network. What names any of that, openly
or inside a packed stream, is refused with its sentence; printing it to a new PDF takes it out.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from trellis.telling.kept_files import KeptFiles

MOST_BYTES: Final = 10 * 1024 * 1024
_MOST_UNPACKED: Final = 20 * 1024 * 1024
_ACTS: Final = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToR|XFA)(?![A-Za-z0-9])"
)
_STREAM: Final = re.compile(rb"stream\r?\n")
_WRITTEN_OTHERWISE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")


class ProblemWithDocument(ValueError):
    """Why a file cannot be taken as a leaflet, in one sentence."""


def clean_pdf(file: BinaryIO) -> bytes:
    """A PDF as it was brought, or the reason why it is not taken."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ProblemWithDocument(
            _("That file is too large: it may have %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024}
        )
    if not content.startswith(b"%PDF-"):
        raise ProblemWithDocument(_("That is no PDF, whatever it is called: bring the leaflet as PDF."))
    if b"%%EOF" not in content[-2048:]:
        raise ProblemWithDocument(_("That PDF is cut short: try bringing it again."))
    if b"/Encrypt" in content:
        raise ProblemWithDocument(_("That PDF is locked with a password: bring one that is not."))
    if any(_ACTS.search(_as_named(part)) for part in (content, *_unpacked(content))):
        raise ProblemWithDocument(
            _("That PDF holds more than pages (a program, a file or a form): print it to a new PDF first.")
        )
    return content


def _as_named(part: bytes) -> bytes:
    """The names of a PDF as they are meant: /#4aavaScript is /JavaScript."""
    return _WRITTEN_OTHERWISE.sub(lambda found: bytes([int(found[1], 16)]), part)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What is packed inside, stream by stream, up to a limit: a bomb is refused like anything that acts."""
    left = _MOST_UNPACKED
    for begins in _STREAM.finditer(content):
        packed = zlib.decompressobj()
        try:
            part = packed.decompress(content[begins.end() :], left)
        except zlib.error:
            continue
        left -= len(part)
        if left <= 0:
            raise ProblemWithDocument(
                _("That PDF unpacks to far more than its pages: print it to a new one.")
            )
        yield part


# --- Kept ---------------------------------------------------------------------------------------------------


_KEPT = KeptFiles("guides")
folder, read_file, is_kept = _KEPT.folder, _KEPT.read, _KEPT.holds


def keep_file(content: bytes) -> str:
    """Put a leaflet with the files; its name there."""
    return _KEPT.keep(f"{hashlib.sha256(content).hexdigest()}.pdf", content)
