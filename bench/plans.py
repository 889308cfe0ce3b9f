"""Plans: how long each of the five takes to be brought, one to be printed; what is found of others."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.timing import Row, median_of_five, row

SHELF = Path(__file__).parents[1] / ".." / "shared" / "plans"
INVENTED = 100


def rows() -> Iterator[Row]:
    """The figures of this module."""
    with tempfile.TemporaryDirectory(prefix="trellis-plans-") as folder:
        _set_up(folder)
        for path in sorted(SHELF.glob("*.txt")):
            desk = _Desk(path)
            seconds = median_of_five(desk.bring, before=desk.clear)
            yield row(f"import the plan {path.stem}", seconds, "s", limit=2, note=f"{desk.rows} rows")
        yield from _printing()
        for how in ("text", "stacked", "word", "excel"):
            share, number = _share(how, Path(folder))
            name = f"rows found of {INVENTED} invented plans, {how}"
            yield row(name, 100 * share, "%", limit=95, at_least=True, note=f"{number} rows")


def _set_up(folder: str) -> None:
    """A new database in a folder, with every table and one school."""
    os.environ |= {"TRELLIS_DATA": folder, "DJANGO_SETTINGS_MODULE": "trellis.web.settings"}
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    for alias in ("default", "access_log"):
        call_command("migrate", database=alias, verbosity=0)
    from trellis.schools.models import School

    School.objects.create(name="Bench", phase="primary", nation="england")


class _Desk:
    """One plan, brought and taken back again and again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0

    def clear(self) -> Any:
        from trellis.imports.actions import undo
        from trellis.imports.models import Batch
        from trellis.schools.models import School

        for batch in Batch.objects.filter(state=Batch.State.ACCEPTED):
            undo(batch, by="bench")
        return School.objects.get()

    def bring(self, school: Any) -> None:
        from trellis.imports.actions import import_files
        from trellis.imports.subjects import Brought, BroughtFile

        file = BroughtFile(self.path, self.path.name)
        answer, went_ahead = import_files("plan", Brought(school, [file], by="bench"))
        assert went_ahead
        self.rows = answer["rows"]


def _printing() -> Iterator[Row]:
    import datetime as dt

    from trellis.plans.printing.excel import excel_of
    from trellis.plans.printing.pdf import pdf_of
    from trellis.plans.printing.word import word_of
    from trellis.plans.reading.opening import open_paper
    from trellis.plans.reading.plan import read_plan

    for path in sorted(SHELF.glob("high-view*.txt")):
        plan = read_plan(open_paper(path, path.name))
        at = dt.datetime(2024, 9, 10, tzinfo=dt.UTC)
        how: dict[str, Any] = {"name": plan.title, "landscape": True}
        paper = {**how, "school": "Bench", "footer": "Bench", "language": "en", "at": at}
        for form, act in (
            ("PDF", lambda: pdf_of(plan.parts, **paper)),  # noqa: B023 - called before the next plan
            ("Word", lambda: word_of(plan.parts, language="en", **how)),  # noqa: B023
            ("Excel", lambda: excel_of(plan.parts, **how)),  # noqa: B023
        ):
            yield row(f"print the plan {path.stem}, {form}", median_of_five(act), "s")


def _share(how: str, folder: Path) -> tuple[float, int]:
    """How much of the rows of invented plans comes back whole, and how many rows there were."""
    from tests.plans.invented import invent, read_back, share_found

    found = number = 0.0
    for seed in range(INVENTED):
        plan = invent(seed)
        found += share_found(plan, read_back(plan, how, folder)) * len(plan.rows)
        number += len(plan.rows)
    return found / number, int(number)
