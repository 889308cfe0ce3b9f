"""The five plans of the reference shelf, where it is at hand; tests that need one skip without it."""

from pathlib import Path

import pytest

SHELF = Path(__file__).parents[2] / ".." / "shared" / "plans"
PARENTS = "primary-parents-and-carers-2009-10.txt"
INFANT = "calmore-infant-2024-25.txt"
PARTNERSHIP = "leigh-park-partnership-2009.txt"
TRUST = "high-view-primary-2021-22.txt"
SERVICE = "vale-of-glamorgan-2013-14.txt"
ALL = (PARENTS, INFANT, PARTNERSHIP, TRUST, SERVICE)


def plan_file(name: str) -> Path:
    """One of the five plans as it stands."""
    path = SHELF / name
    if not path.exists():
        pytest.skip(f"the reference plan {name} is not on this machine")
    return path
