"""A command's table: in the terminal, as JSON, or into a file for a spreadsheet or a data tool."""

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import xlsxwriter

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
    wanted = [
        (ending, getattr(args, ending)) for ending in ("csv", "xlsx", "parquet") if getattr(args, ending)
    ]
    if not wanted:
        return
    frame = pl.DataFrame([dict(row) for row in rows], infer_schema_length=None)
    for ending, path in wanted:
        try:
            if ending == "csv":
                frame.with_columns(
                    pl.col(pl.String).map_elements(harmless, return_dtype=pl.String)
                ).write_csv(path)
            elif ending == "xlsx":
                # XlsxWriter is told to write text as text: a cell that begins with = is never a formula.
                with xlsxwriter.Workbook(
                    path, {"strings_to_formulas": False, "strings_to_urls": False}
                ) as book:
                    frame.write_excel(book)
            else:
                frame.write_parquet(path)
        except OSError as wrong:
            raise CommandWrong(f"{path} could not be written: {wrong.strerror}.") from wrong


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens a CSV file."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text[:1] else text
