"""What make builds for the pages: style, script and typeface, each named by the hash of what is in it."""

import json
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

BUILT = Path(__file__).parent / "static" / "built"


def built() -> bool:
    """Whether the front end has been built here."""
    return (BUILT / "manifest.json").exists()


def asset_url(name: str) -> str:
    """The address of a built file, such as trellis.css. Unbuilt, the plain name, which leads nowhere."""
    return _address(_names().get(name, name), settings.STATIC_URL)


@lru_cache(maxsize=256)
def _address(name: str, _below: str) -> str:
    """Where a file is: the same for as long as built files are served below one address."""
    return static(f"built/{name}")


def asset_text(name: str) -> str:
    """What a built file says; nothing where the front end has not been built."""
    path = BUILT / _names().get(name, name)
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _names() -> dict[str, str]:
    return _read() if settings.DEBUG else _read_once()


def _read() -> dict[str, str]:
    manifest = BUILT / "manifest.json"
    return dict(json.loads(manifest.read_text(encoding="utf-8"))) if manifest.exists() else {}


_read_once = cache(_read)
