"""A command's table: in the terminal, as JSON, or into a file for a spreadsheet or a data tool."""

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from trellis.imports.writing import write_table
from trellis.web.commands import CommandWrong

Row = Mapping[str, Any]


def give_table(
    args: argparse.Namespace, answer: Mapping[str, Any], *, rows: Sequence[Row], headline: str
) -> None:
    """Print the rows as asked: the whole `answer` as JSON, or a table under one line that says what it is."""
    _write_files(args, rows)
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(headline)
    if rows:
        print(drawn(rows))


def drawn(rows: Sequence[Row]) -> str:
    """The rows as columns of text, numbers to the right."""
    heads = list(rows[0])
    texts = [[_text(row[head]) for head in heads] for row in rows]
    right = [all(isinstance(row[head], int | float | None) for row in rows) for head in heads]
    widths = [max(len(head), *(len(line[at]) for line in texts)) for at, head in enumerate(heads)]

    def line(cells: Sequence[str]) -> str:
        placed = (
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(cells, widths, right, strict=True)
        )
        return "  ".join(placed).rstrip()

    return "\n".join([line(heads), line(["-" * width for width in widths]), *map(line, texts)])


def _text(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _write_files(args: argparse.Namespace, rows: Sequence[Row]) -> None:
    files = {ending: getattr(args, ending) for ending in ("csv", "xlsx", "parquet")}
    for ending, path in files.items():
        if path is None:
            continue
        try:
            if ending == "parquet":
                pl.DataFrame([dict(row) for row in rows], infer_schema_length=None).write_parquet(path)
            else:
                heads = list(rows[0]) if rows else []
                write_table(path.with_suffix(f".{ending}"), heads, [list(row.values()) for row in rows])
        except OSError as wrong:
            raise CommandWrong(f"{path} could not be written: {wrong.strerror}.") from wrong
