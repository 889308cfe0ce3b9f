"""Trying and importing large files in the background, with progress that the page shows."""

import time

from django_tasks import task

from trellis.imports import actions
from trellis.imports.models import Batch

# Progress is written this often: every write waits its turn with the registers' own.
_EVERY = 1.0


@task()
def try_in_background(batch_id: int) -> None:
    """Try a file that is too long to be read while a person waits."""
    batch = Batch.objects.get(pk=batch_id)
    actions.try_batch(batch, progress=_Shown(batch_id))


@task()
def accept_in_background(batch_id: int, by: str, skip_problems: bool) -> None:
    """Import a long file. Whoever accepted it is named; their account is the one that brought it."""
    batch = Batch.objects.get(pk=batch_id)
    actions.accept(batch, by=by, skip_problems=skip_problems)


class _Shown:
    """Progress kept on the batch, at most once a second."""

    def __init__(self, batch_id: int) -> None:
        self._batch_id = batch_id
        self._next = 0.0

    def __call__(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now >= self._next:
            Batch.objects.filter(pk=self._batch_id).update(done=done, total=total)
            self._next = now + _EVERY
