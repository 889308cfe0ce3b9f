"""Pictures people bring: read as pictures and nothing else, and kept as new ones that hold only what is seen.

A file is never kept as it came. It is decoded within limits, turned the way it was held, made smaller where
it is larger than a page needs, and written anew: where it was taken, by whom and with what are gone with
everything else that is not the picture. What cannot be decoded is refused in a sentence.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO, Final

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from trellis.telling.kept_files import KeptFiles

KINDS: Final = ("PNG", "JPEG", "WEBP")
MOST_BYTES: Final = 12 * 1024 * 1024
MOST_PIXELS: Final = 50_000_000  # a good camera's picture; a bomb says many times as much in a small file
LONGEST_SIDE: Final = 1600  # a printed page is 1240 across at 150 dots an inch
SHORTEST_SIDE: Final = 40
QUALITY: Final = 85

_WHITE = (255, 255, 255)
_BEGINNINGS: Final = (
    (b"%PDF", "PDF"),
    (b"GIF8", "GIF"),
    (b"PK\x03\x04", "ZIP"),
    (b"MZ", "EXE"),
)
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc")


class ProblemWithPicture(ValueError):
    """Why a file cannot be taken as a picture, in one sentence."""


@dataclass(frozen=True)
class CleanPicture:
    """A picture made anew: its bytes, what kind of file they are, and how large it is."""

    content: bytes
    suffix: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def clean(file: BinaryIO) -> CleanPicture:
    """Read a file as a picture and make it anew, or say why not."""
    content = file.read(MOST_BYTES + 1)
    if not content:
        raise ProblemWithPicture(_("That file is empty."))
    if len(content) > MOST_BYTES:
        raise ProblemWithPicture(
            _("That picture is too large: it may have %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024}
        )
    try:
        with Image.open(io.BytesIO(content), formats=KINDS) as held:
            return _made_anew(held)
    except ProblemWithPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as wrong:
        raise ProblemWithPicture(_too_many_pixels()) from wrong
    except UnidentifiedImageError as wrong:
        raise ProblemWithPicture(_what_it_is(content)) from wrong
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError) as wrong:
        raise ProblemWithPicture(_("That picture is damaged or cut short: try bringing it again.")) from wrong


def _made_anew(held: Image.Image) -> CleanPicture:
    if held.width * held.height > MOST_PIXELS:
        raise ProblemWithPicture(_too_many_pixels())
    if min(held.size) < SHORTEST_SIDE:
        raise ProblemWithPicture(
            _("That picture is too small to be seen: each side needs %(least)d dots.")
            % {"least": SHORTEST_SIDE}
        )
    drawn = held.format == "PNG"  # a drawing keeps its edges; a photograph keeps its colours
    held.load()
    turned = ImageOps.exif_transpose(held)
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = _on_white(turned)
    kept = io.BytesIO()
    if drawn:
        plain.save(kept, "PNG", optimize=True)
    else:
        plain.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return CleanPicture(kept.getvalue(), "png" if drawn else "jpg", *plain.size)


def _on_white(picture: Image.Image) -> Image.Image:
    """The dots alone, on white paper: a new picture, so that nothing else comes with them."""
    paper = Image.new("RGB", picture.size, _WHITE)
    seen = picture.convert("RGBA")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper


def _too_many_pixels() -> str:
    return _("That picture has more dots than any page needs: make it smaller and bring it again.")


def _what_it_is(content: bytes) -> str:
    """The sentence for a file that is no picture we take: what it is, where that can be told."""
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in content[:4096].lower() or start.startswith(b"<?xml"):
        return _("That is a drawing that can hold a program (SVG): bring it as PNG or JPEG.")
    if start.startswith((b"<!doctype html", b"<html", b"<script")):
        return _("That is a web page, whatever its name says: bring a picture (PNG, JPEG or WebP).")
    if any(content[4:12] == kind for kind in _HEIC):
        return _("That is a HEIC photograph, as some telephones take: send or export it as JPEG.")
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return _(
                "That is a %(kind)s file, whatever its name says: bring a picture (PNG, JPEG or WebP)."
            ) % {"kind": kind}
    return _("That file is no picture we can read: bring a PNG, JPEG or WebP.")


# --- Kept ---------------------------------------------------------------------------------------------------


_KEPT = KeptFiles("pictures")
folder, read_file, is_kept = _KEPT.folder, _KEPT.read, _KEPT.holds


def keep_file(picture: CleanPicture) -> str:
    """Put a picture with the files; its name there."""
    return _KEPT.keep(f"{picture.digest}.{picture.suffix}", picture.content)
