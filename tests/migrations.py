"""Each room's one migration, written afresh from its models: `python -m tests.migrations`.

No Trellis has been released yet, so no school's database has to be brought from one shape to the next. Django
would make a table first and then add its constraints one by one, and SQLite makes a whole table anew for each
of them; here every table is made once, with its constraints and indexes, its columns as the model has them.

From the first release on, a change of a model is a migration of its own, and this module goes.
"""

import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import django
from django.apps import AppConfig, apps
from django.db import models
from django.db.migrations import AddField, CreateModel, Migration
from django.db.migrations.state import ModelState
from django.db.migrations.writer import MigrationWriter

NAME = "0001_initial"


def rooms() -> list[AppConfig]:
    """The rooms that keep something, lowest floor first."""
    ours = (room for room in apps.get_app_configs() if room.name.startswith("trellis."))
    return [room for room in ours if any(room.get_models())]


def migration_of(room: AppConfig) -> Migration:
    """The migration that makes all of a room's tables, what refers to another after what it refers to."""
    own = {model._meta.label: model for model in room.get_models()}
    before: dict[str, list[str]] = {}
    beyond = set()
    for label, model in own.items():
        before[label] = []
        for field in _references(model):
            named = field.remote_field.model._meta
            if named.app_label != room.label:
                beyond.add((named.app_label, NAME))
            elif named.label != label:
                before[label].append(named.label)
    written = Migration(NAME, room.label)
    written.initial = True
    written.dependencies = sorted(beyond)
    written.operations = [_made(own[label]) for label in TopologicalSorter(before).static_order()]
    written.operations += [AddField(field.model.__name__, field.name, field) for field in _through(own)]
    return written


def _through(own: dict[str, type[models.Model]]) -> Iterator[models.ManyToManyField]:
    """What leads over another of the room's tables, which has to be there first."""
    for model in own.values():
        yield from filter(_leads_over, model._meta.local_many_to_many)


def _leads_over(field: models.Field) -> bool:
    return field.many_to_many and not field.remote_field.through._meta.auto_created


def _references(model: type[models.Model]) -> Iterator[models.Field]:
    held = (*model._meta.local_fields, *model._meta.local_many_to_many)
    return (field for field in held if field.remote_field)


def _made(model: type[models.Model]) -> CreateModel:
    state = ModelState.from_model(model)
    # What is empty goes without saying.
    options = {name: value for name, value in state.options.items() if value not in ([], ())}
    later = {field.name for field in filter(_leads_over, model._meta.local_many_to_many)}
    columns = [(name, field) for name, field in state.fields.items() if name not in later]
    return CreateModel(state.name, columns, options, state.bases, state.managers)


def write(room: AppConfig) -> Path:
    """Write a room's migration where Django looks for it."""
    folder = Path(room.path) / "migrations"
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").touch()
    path = folder / f"{NAME}.py"
    path.write_text(MigrationWriter(migration_of(room), include_header=False).as_string(), encoding="utf-8")
    return path


def main() -> None:
    """Write them all, in the style of the house."""
    django.setup()
    paths = [write(room) for room in rooms()]
    ruff = Path(sys.executable).with_name("ruff")
    for tidied in (["check", "--quiet", "--fix"], ["format", "--quiet"]):
        subprocess.run([ruff, *tidied, *paths], check=True)


if __name__ == "__main__":
    main()
