"""What every test stands on: both databases, a data folder of its own, and no way out to the network."""

import os
import socket
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.utils.crypto import salted_hmac

from trellis.web.assets import built

pytest_plugins = ["tests.cast"]

# Tests count queries and marks, never seconds: a busy machine must not fail one. The examples are the same in
# every run, so that what fails was changed; TRELLIS_EXPLORE=1 looks for others.
hypothesis.settings.register_profile(
    "trellis",
    deadline=None,
    derandomize="TRELLIS_EXPLORE" not in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("trellis")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that may use the database may use both: a page that shows a child writes the access log."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        asked = set(getattr(item, "fixturenames", ()))
        if marker is None and asked & {"db", "transactional_db", "live_server"}:
            transactional = bool(asked & {"transactional_db", "live_server"})
            item.add_marker(pytest.mark.django_db(transaction=transactional, databases="__all__"))
        elif marker is not None and "databases" not in marker.kwargs:
            both = pytest.mark.django_db(*marker.args, **marker.kwargs, databases="__all__")
            item.add_marker(both, append=False)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite tests use files, as a school does, so that two connections meet as they do in life.

    The one difference is that a test need not survive a power cut.
    """
    folder = tmp_path_factory.mktemp("databases")
    for alias, database in django_settings.DATABASES.items():
        if database["ENGINE"].endswith("sqlite"):
            database.setdefault("TEST", {})["NAME"] = str(folder / f"{alias}.sqlite3")
            options = database["OPTIONS"]
            options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings) -> Path:
    """TRELLIS_DATA of its own for each test: nothing is written beside a school's real data."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings.TRELLIS_DATA = folder
    settings.SECOND_FACTOR = "offered"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return folder


@pytest.fixture(autouse=True)
def plain_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """No token holds a word: drawn by lot, a form's or a link's signature once held a class's name.

    A form's is the same in every run. A signature stays one, in digits of sixteen rather than in letters.
    """
    monkeypatch.setattr("django.middleware.csrf._get_new_csrf_string", lambda: "z" * CSRF_SECRET_LENGTH)
    monkeypatch.setattr(
        "django.core.signing.base64_hmac",
        lambda *signed, **how: salted_hmac(*signed, **how).hexdigest()[:43],  # as long as in letters
    )


@pytest.fixture
def unused_port() -> int:
    """A port on this machine that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture(scope="session")
def built_assets() -> None:
    """The style and script, which `make assets` builds; make test has built them before it comes here."""
    if not built():
        pytest.fail("The front end is not built: run `make assets`.")
