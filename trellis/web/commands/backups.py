"""trellis backup, trellis restore: everything a school keeps in one encrypted file, while Trellis runs."""

import argparse
from pathlib import Path
from typing import Any

from trellis.web.commands import DONE, CommandWrong, command

_KEY = (
    "The file is encrypted with a key file (--key-file) or a passphrase: asked for, or the first line of "
    "standard input with --passphrase-stdin."
)


def add_to(subparsers: Any) -> None:
    """Offer the commands of this module."""
    parser = command(subparsers, "backup", run=back_up, help=f"Back everything up to a file. {_KEY}")
    parser.add_argument("file", type=Path, metavar="FILE")
    _offer_key(parser, "the key; a new one is made there where there is none")
    parser.add_argument("--json", action="store_true", help="answer in JSON")

    parser = command(
        subparsers, "restore", run=restore, help=f"Restore everything from a backup. {_KEY}", database=False
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    _offer_key(parser, "the key the backup was made with")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def _offer_key(parser: argparse.ArgumentParser, what: str) -> None:
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--key-file", type=Path, metavar="KEY", help=what)
    either.add_argument(
        "--passphrase-stdin", action="store_true", help="read the passphrase from standard input"
    )


def back_up(args: argparse.Namespace) -> int:
    """Write the backup; the file appears only once it is whole."""
    from trellis.web import backing_up
    from trellis.web.sealing import Key, NotOpened

    try:
        if args.key_file and not args.key_file.exists():
            key = Key.new_file(args.key_file)
            print(
                f"A new key is in {args.key_file}: keep it apart from the backup, which opens with it alone."
            )
        else:
            key = _key(args, new=True)
        kept = backing_up.back_up(args.file, key)
    except (NotOpened, OSError) as wrong:
        raise CommandWrong(_sentence(wrong)) from wrong
    _answer(
        args, kept, f"Backed up to {args.file}: {_size(kept.size)}, {kept.files} files besides the database."
    )
    return DONE


def restore(args: argparse.Namespace) -> int:
    """Put everything back, or say why the backup does not open and touch nothing."""
    from trellis.web import backing_up
    from trellis.web.sealing import NotOpened

    try:
        kept = backing_up.restore(args.file, _key(args, new=False))
    except (NotOpened, OSError) as wrong:
        raise CommandWrong(_sentence(wrong)) from wrong
    _answer(
        args,
        kept,
        f"Restored as of {kept.made_at}. Everybody signs in again; restart Trellis where it runs.\n"
        + _destroyed_again(kept.destroyed_again, kept.stays),
    )
    return DONE


def _destroyed_again(counts: dict[str, int], stays: list[str]) -> str:
    """What had been destroyed since the backup was made: what is destroyed again, and what stays."""
    from trellis.schools.models import Certificate

    gone = [f"  {Certificate.Kind(kind).label}: {count}" for kind, count in counts.items() if count]
    lines = ["Destroyed again, as it had been since:", *gone] if gone else []
    if stays:
        lines += ["Not destroyed again, though it had been:", *(f"  {why}" for why in stays)]
    return "\n".join(lines or ["Nothing that had been destroyed since came back."])


def _key(args: argparse.Namespace, *, new: bool) -> Any:
    import getpass
    import sys

    from trellis.web.sealing import Key

    if args.key_file:
        return Key.in_file(args.key_file)
    if args.passphrase_stdin:
        passphrase = sys.stdin.readline().rstrip("\n")
    elif sys.stdin.isatty():
        passphrase = getpass.getpass("Passphrase of the backup: ")
        if new and passphrase != getpass.getpass("Again: "):
            raise CommandWrong("The two passphrases were not the same: try again.")
    else:
        raise CommandWrong("Give a key with --key-file, or a passphrase with --passphrase-stdin.")
    if new and len(passphrase) < 12:
        raise CommandWrong("A passphrase needs twelve characters at least: four words do well.")
    return Key.of_passphrase(passphrase)


def _answer(args: argparse.Namespace, kept: Any, words: str) -> None:
    import dataclasses
    import json

    print(json.dumps(dataclasses.asdict(kept)) if args.json else words)


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB"


def _sentence(wrong: Exception) -> str:
    if isinstance(wrong, OSError) and wrong.filename:
        return f"{wrong.filename}: {wrong.strerror}."
    return str(wrong)
