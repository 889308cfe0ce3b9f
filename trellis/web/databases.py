"""The two databases: the school's, and the log of who looked at which child.

The access log is apart (docs/adr/0003): a page that is only read never waits for the register's write lock,
a log line survives whatever happens to the request, and the log can be kept, moved and read by other people
than those who run the school's database.
"""

from pathlib import Path
from typing import Any

import dj_database_url

# Models that live in the access log's database. They hold plain numbers and words, never a foreign key:
# no database can hold a promise about a row in another.
KEPT_APART = frozenset({("schools", "accesslogentry")})

ROOMS_KEPT_APART = frozenset(room for room, _model in KEPT_APART)

ACCESS_LOG = "access_log"


def main_database(url: str, data: Path) -> dict[str, Any]:
    """The school's own: SQLite in the data folder, or what DATABASE_URL names."""
    return _postgres(url) if url else _sqlite(data / "trellis.sqlite3")


def access_log_database(url: str, main_url: str, data: Path) -> dict[str, Any]:
    """The access log's: where ACCESS_LOG_URL says; else beside the main one, in a database of its own."""
    if url:
        return _postgres(url)
    if main_url:
        beside = _postgres(main_url)
        return {**beside, "NAME": f"{beside['NAME']}_access"}
    return _sqlite(data / "access.sqlite3")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "trellis.web.sqlite",
        "NAME": path,
        # Opened once by each thread that answers: SQLite reads the whole schema again whenever it is opened,
        # which costs more than saving a mark.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A save takes the write lock when it begins, so that two saves queue and neither fails halfway.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # Statements stay ready to be asked again: a page asks some forty, and there are many pages.
            "cached_statements": 512,
            # A mark that was acknowledged is on the disk, whatever happens to the power; what was deleted is
            # overwritten there.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA secure_delete=ON;"
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def _postgres(url: str) -> dict[str, Any]:
    database = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    if database.get("ENGINE") != "django.db.backends.postgresql" or not database.get("NAME"):
        raise ValueError(
            "DATABASE_URL must name a PostgreSQL database: postgres://user:password@host:5432/trellis."
        )
    database["ENGINE"] = "trellis.web.postgres"
    options = database.setdefault("OPTIONS", {})
    # Compiling a statement to machine code takes PostgreSQL longer than it saves in any of ours. And one that
    # is prepared is planned once, whatever the values (docs/adr/0089); which are, postgres/journeys.py says.
    options.setdefault("options", "-c jit=off -c plan_cache_mode=force_generic_plan")
    options.setdefault("server_side_binding", True)
    return dict(database)


class AccessLogApart:
    """Sends the access log to its own database and everything else to the school's."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return ACCESS_LOG if _apart(model._meta.app_label, model._meta.model_name) else None

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool | None:
        return None if self.db_for_read(one) == self.db_for_read(other) else False

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        """Each table is made in one database only; a step about no single model belongs to the school's."""
        return _apart(app_label, model_name) == (db == ACCESS_LOG)


def _apart(app_label: str, model_name: str | None) -> bool:
    return (app_label, (model_name or "").lower()) in KEPT_APART
