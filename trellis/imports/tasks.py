"""Trying and importing large files in the background, with progress that the page shows."""

import time

from django.contrib.auth import get_user_model
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
def accept_in_background(batch_id: int, person_id: int, skip_problems: bool) -> None:
    """Import a long file, as the person who said yes to it."""
    batch = Batch.objects.get(pk=batch_id)
    person = get_user_model().objects.get(pk=person_id)
    actions.accept(batch, by=person, skip_problems=skip_problems, claimed=True, progress=_Shown(batch_id))


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
