"""What rooms make known to the rooms below them: kept by name, and fetched when somebody first looks.

A room says what it makes known in a module of its own, `makes_known.py`. A command that only counts registers
never looks, and so never waits until the rooms that write letters and newsletters have been loaded.
"""

from collections.abc import Iterator, MutableMapping
from threading import RLock
from typing import TypeVar

from django.utils.module_loading import autodiscover_modules

Thing = TypeVar("Thing")


class _Rooms:
    """Every room, asked once for what it makes known; whoever looks meanwhile waits."""

    def __init__(self) -> None:
        self._asking, self._asked, self._lock = False, False, RLock()

    def ask(self) -> None:
        if self._asked:
            return
        with self._lock:
            # The lock lets the thread that asks in again: what a room says must find its place.
            if self._asked or self._asking:
                return
            self._asking = True
            try:
                autodiscover_modules("makes_known")
                self._asked = True
            finally:
                self._asking = False


_ROOMS = _Rooms()


class Known(MutableMapping[str, Thing]):
    """Things of one kind that rooms have made known, by name."""

    def __init__(self) -> None:
        self._held: dict[str, Thing] = {}

    def _known(self) -> dict[str, Thing]:
        _ROOMS.ask()
        return self._held

    def __getitem__(self, name: str) -> Thing:
        return self._known()[name]

    def __setitem__(self, name: str, thing: Thing) -> None:
        self._known()[name] = thing

    def __delitem__(self, name: str) -> None:
        del self._known()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())
