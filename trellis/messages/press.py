"""The press: Typst itself, which sets one paper here, or many side by side in processes of their own.

It knows neither letters nor Django, so that such a process is at work in a moment. A paper set beside others
is the same bytes as one set here.
"""

import json
import os
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(str(files("trellis.messages") / "layout"))
PROBE = FOLDER / "probe.typ"
TYPEFACE = "Source Sans Pro"
# Typst's cache lets go of what the last ten documents did not use. A run of letters leaves some 180 MB
# there, so this many blank sheets are set after a large one.
SHEETS_TO_FORGET = 11
HANDED_OVER_AT_ONCE = 20


@dataclass(frozen=True)
class Forme:
    """One document ready for the press: its layout, what it says, and how Typst is to make it."""

    layout: Path
    said: Mapping[str, Any]
    how: Mapping[str, Any] = field(default_factory=dict)
    large: bool = False  # more than is worth remembering


class CannotBeSet(ValueError):
    """Why Typst would not set a paper, in its own words."""


def press(forme: Forme) -> Any:
    """Set a paper: a PDF, or a picture of each page.

    Whoever asked need not wait until a large one is forgotten. Python itself does, before it ends.
    """
    made = _set(forme)
    if forme.large:
        threading.Thread(target=forget, name="forgetting what was set").start()
    return made


def _press_and_forget(forme: Forme) -> Any:
    """The same among others, of which each takes the room of the one before."""
    made = _set(forme)
    if forme.large:
        forget()
    return made


def _set(forme: Forme) -> Any:
    inputs = {"run": json.dumps(forme.said)}
    try:
        made, warnings = compiler(forme.layout).compile_with_warnings(sys_inputs=inputs, **forme.how)
    except typst.TypstError as wrong:
        raise CannotBeSet(wrong.message) from wrong
    if warnings:
        # A missing typeface is only a warning, and every word would be missing from the page.
        raise CannotBeSet(str(warnings[0]))
    return made


def press_side_by_side(formes: Iterator[Forme], *, number: int, long: bool) -> Iterator[bytes]:
    """Set a number of papers, in their order, as many at once as the machine has cores.

    They may be drawn up as they are asked for: the first is set while the second is. Long ones are handed
    over one by one.
    """
    at_once = min(number, os.cpu_count() or 1)
    if at_once == 1:
        yield from map(_press_and_forget, formes)
        return
    a_time = 1 if long else max(1, min(HANDED_OVER_AT_ONCE, number // at_once))
    # Spawned and not forked: Typst has threads, and a fork in the midst of threads may stand still for good.
    with ProcessPoolExecutor(at_once, mp_context=get_context("spawn"), initializer=_beside_others) as pool:
        yield from pool.map(_press_and_forget, formes, chunksize=a_time)


def _beside_others() -> None:
    """Have one thread, and end with whoever began it, however that ended."""
    os.environ["RAYON_NUM_THREADS"] = "1"
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)


def forget() -> None:
    """Have Typst let go of what it remembers."""
    blank = compiler(PROBE)
    for sheet in range(SHEETS_TO_FORGET):
        blank.compile(sys_inputs={"text": str(sheet), "typeface": TYPEFACE}, format="pdf")


def compiler(layout: Path) -> typst.Compiler:
    """A compiler of its own for each setting: they are cheap, and one cannot serve two threads."""
    return typst.Compiler(str(layout), root=str(layout.parent), font_paths=fonts(), ignore_system_fonts=True)


_fonts_lock = threading.Lock()


def fonts() -> typst.Fonts:
    """The typeface, read once for everybody who sets something in it."""
    with _fonts_lock:
        return _read_fonts()


@cache
def _read_fonts() -> typst.Fonts:
    folder = str(files("font_source_sans_pro") / "files")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
