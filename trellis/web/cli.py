"""The command `trellis`."""

import argparse
import gc
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

from trellis import __version__
from trellis.web import commands
from trellis.web.commands import WRONG, CommandWrong


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 done, 1 problems or no, 2 the command was wrong."""
    args = parser().parse_args(argv)
    # Whatever Trellis writes is about children: for its owner's eyes.
    os.umask(0o077)
    try:
        return _run(args)
    except CommandWrong as wrong:
        print(f"trellis: {wrong}", file=sys.stderr)
        return WRONG
    except BrokenPipeError:
        # The reader (`| head`) has seen enough. Python would complain again as it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Every command there is, gathered from the modules of trellis.web.commands."""
    whole = argparse.ArgumentParser(
        prog="trellis",
        description="Registers, attendance, help and improvement plans for schools in England and Wales.",
        epilog="Data lives in TRELLIS_DATA (default ./var). DATABASE_URL selects PostgreSQL.",
    )
    whole.add_argument("--version", action="version", version=f"Trellis {__version__}")
    subparsers = whole.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda module: module.name):
        importlib.import_module(f"{commands.__name__}.{module.name}").add_to(subparsers)
    return whole


def _run(args: argparse.Namespace) -> int:
    set_up(counting=args.counts)
    if args.needs_database:
        from trellis.web.migrating import make_ready

        make_ready()
    return int(args.run(args))


def set_up(*, counting: bool = False) -> None:
    """Load the settings and the models; a setting that makes no sense is said in its own sentence.

    A command that only counts has the rooms that hold the registers and no room above them: no lower room
    asks a higher one, and loading the others is half of what its start takes (docs/adr/0084).

    What is loaded now stays to the end, so Python need not go looking for rubbish in it: not meanwhile, not
    later and not as it leaves.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.web.settings")
    from django.apps import apps
    from django.conf import settings
    from django.utils.log import configure_logging

    if apps.ready:
        return
    gc.disable()
    try:
        configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
        apps.populate(settings.COUNTING_APPS if counting else settings.INSTALLED_APPS)
    except (ValueError, OSError) as wrong:
        raise CommandWrong(str(wrong)) from wrong
    finally:
        gc.freeze()
        gc.enable()


if __name__ == "__main__":
    sys.exit(main())
