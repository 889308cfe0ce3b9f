"""A plan's costs as a workbook: a sheet by stream, a sheet of every sum."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from trellis.imports.writing import harmless
from trellis.plans.costs import Costs
from trellis.plans.models import Costing

_WIDE, _NARROW = 60, 16


def sheet_of(costs: Costs, *, name: str) -> bytes:
    """The workbook."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"title": name})
        caption = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF1"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        money = book.add_format({"num_format": "£#,##0.00", "valign": "top"})
        formats = {"caption": caption, "text": text, "money": money}
        _fill(book.add_worksheet(_("By stream")), formats, *_by_stream(costs))
        _fill(book.add_worksheet(_("Every sum")), formats, *_every_sum(costs))
    return written.getvalue()


def _fill(
    sheet: Any, formats: dict[str, Any], captions: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, _WIDE)
    sheet.set_column(1, len(captions) - 1, _NARROW)
    for at, words in enumerate(captions):
        sheet.write_string(0, at, words, formats["caption"])
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            if isinstance(value, Decimal):
                sheet.write_number(number, at, float(value), formats["money"])
            elif value:
                sheet.write_string(number, at, harmless(str(value)), formats["text"])


def _by_stream(costs: Costs) -> tuple[list[str], list[list[Any]]]:
    captions = [
        _("Stream"),
        _("Firm"),
        _("Not certain"),
        _("Without a pound sign"),
        _("Spent so far"),
        _("Budget"),
        _("Left when all is paid"),
    ]
    rows: list[list[Any]] = [
        [each.words, each.firm, each.queried, each.bare, each.spent, each.budget, each.left_if_all]
        for each in costs.streams
    ]
    rows.append([_("All"), costs.firm, costs.queried, costs.bare, costs.spent, costs.budget, None])
    return captions, rows


def _every_sum(costs: Costs) -> tuple[list[str], list[list[Any]]]:
    captions = [_("Row"), _("As written"), _("Pounds"), _("Stream"), _("How it counts")]
    captions += [_("Spent so far"), _("To look at")]
    ways = {
        "firm": _("Firm"),
        "queried": _("Not certain"),
        "bare": _("Not counted: no pound sign"),
        "not": Costing.Counts.NOT.label,
    }
    rows: list[list[Any]] = [
        [
            str(line.row),
            line.words,
            line.total,
            _(line.stream) if line.stream else "",
            ways[line.counts],
            line.spent,
            " ".join(line.doubts),
        ]
        for line in costs.lines
    ]
    rows += [
        [
            str(each.row),
            each.words,
            None,
            "",
            _("Counted there: %(row)s") % {"row": each.to} if each.to else _("Counted nowhere"),
            None,
            "",
        ]
        for each in costs.elsewhere
    ]
    return captions, rows
