"""trellis serve, trellis worker, trellis migrate: keeping Trellis running."""

import argparse
import os
import sys
from typing import Any

from trellis.web.commands import DONE, CommandWrong, command


def add_to(subparsers: Any) -> None:
    """Offer the commands of this module."""
    serving = command(subparsers, "serve", run=serve, help="Run the web app until you stop it.")
    serving.add_argument("--port", type=int, default=8000, help="the port to listen on (default 8000)")
    serving.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default this machine only)"
    )
    serving.add_argument(
        "--workers", type=int, help="how many processes answer (default 2, with PostgreSQL 3)"
    )

    working = command(subparsers, "worker", run=work, help="Run the work that waits in the background.")
    working.add_argument("--until-idle", action="store_true", help="stop once nothing is waiting")

    migrating = command(
        subparsers, "migrate", run=migrate, help="Bring the databases up to date.", database=False
    )
    migrating.add_argument("--json", action="store_true", help="answer in JSON")


def serve(args: argparse.Namespace) -> int:
    """Serve the pages with gunicorn: this process becomes the server, so that a stop reaches it."""
    from trellis.web.assets import built

    if not built():
        raise CommandWrong("The style and script of the pages are not built: run `make assets` first.")
    if not 0 < args.port < 65536:
        raise CommandWrong(f"--port {args.port} is not a port: choose one from 1 to 65535.")
    _insist_free(args.host, args.port)
    print(f"Trellis is at http://{args.host}:{args.port} (Ctrl+C stops it)", flush=True)
    workers = args.workers or processes()
    said = gunicorn("trellis.web.wsgi:application", host=args.host, port=args.port, workers=workers)
    os.execv(sys.executable, [sys.executable, "-m", *said])  # noqa: S606 - our own interpreter and arguments


def processes() -> int:
    """How many processes answer where nobody says: one more where a database beside us is waited for
    (docs/adr/0093).
    """
    from django.db import connection

    return 3 if connection.vendor == "postgresql" else 2


def gunicorn(application: str, *, host: str, port: int, workers: int) -> list[str]:
    """How gunicorn is asked to serve an application.

    An idle connection is kept for longer than a proxy in front of it keeps one, so that none is let go of in
    the moment a mark is sent over it.
    """
    return [
        *("gunicorn", application, "--bind", f"{host}:{port}"),
        *("--workers", str(workers), "--worker-class", "trellis.web.serving.Worker", "--threads", "4"),
        *("--timeout", "120", "--keep-alive", "75", "--log-level", "warning", "--preload"),
    ]


def _insist_free(host: str, port: int) -> None:
    """Say so where something listens there already, such as Trellis itself in another window."""
    import socket

    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trying:
            # As the server will ask for it: an address that was let go of a moment ago is free.
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trying.bind((host, port))
    except OSError as refused:
        template = "Trellis cannot listen on {}:{} ({}): stop what does, or choose another --port."
        raise CommandWrong(template.format(host, port, refused.strerror)) from refused


def work(args: argparse.Namespace) -> int:
    """Do what waits in the background, such as a large import, and send messages that were approved."""
    from django.core.management import call_command

    from trellis.messages.at_work import AtWork
    from trellis.messages.reminding import remind_due
    from trellis.messages.sending import work_once
    from trellis.web.imports.incoming import Watching

    if args.until_idle:
        while work_once():
            continue
        remind_due()
    else:
        Watching()
        AtWork()
    call_command("db_worker", batch=args.until_idle, interval=1, verbosity=1)
    return DONE


def migrate(args: argparse.Namespace) -> int:
    """Bring both databases up to date, PostgreSQL included."""
    import json

    from trellis.web.migrating import migrate as migrate_databases

    changed = migrate_databases()
    if args.json:
        print(json.dumps({"changed": changed}))
    elif changed:
        print(f"Brought up to date: {', '.join(changed)}.")
    else:
        print("Every database was up to date already.")
    return DONE
