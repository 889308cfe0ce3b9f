"""Chance that can be had again: a stream of its own for each thing drawn, all from one seed."""

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

import numpy as np

T = TypeVar("T")


def stream(seed: int, *of_what: object) -> np.random.Generator:
    """The chance that decides one thing. Drawing more of another thing never changes it."""
    return np.random.default_rng([seed, crc32("/".join(map(str, of_what)).encode())])


def one_of(chance: np.random.Generator, among: Sequence[T]) -> T:
    """One of several, each as likely."""
    return among[int(chance.integers(len(among)))]


def happens(chance: np.random.Generator, share: float) -> bool:
    """Whether something happens that does so in this share of cases."""
    return bool(chance.random() < share)


def weighed(chance: np.random.Generator, shares: dict[str, float]) -> str:
    """One of several, each as likely as its share."""
    names = list(shares)
    weights = np.array(list(shares.values()))
    return names[int(chance.choice(len(names), p=weights / weights.sum()))]
