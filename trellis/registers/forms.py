"""What a register page sends: taps from script as JSON, the same from a page without it, and amendments."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.registers.ledger import Said
from trellis.registers.moments import read_act
from trellis.registers.places import Mark
from trellis.registers.taking import Sheet
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.asked_for import number_of

_MOST_MINUTES = 400
_LONGEST_COMMENT = 500
_LONGEST_NATURE = 120


class ProblemWithSave(ProblemWith):
    """A save that no register page sends."""

    subject = "save"


def marks_from(taps: Iterable[Mapping[str, Any]], sheet: Sheet) -> list[Mark]:
    """The marks of some taps."""
    found = [_mark(tap, sheet) for tap in taps]
    if not found:
        raise ProblemWithSave(Sentence(gettext_noop("Nothing was marked.")))
    return found


def _mark(tap: Mapping[str, Any], sheet: Sheet) -> Mark:
    """One pupil's mark as a page sends it: the code, the code seen, and what was said if anything was."""
    try:
        pupil, code, seen = int(tap["pupil"]), str(tap["code"]), str(tap.get("seen") or "")
    except (KeyError, TypeError, ValueError):
        raise _unreadable() from None
    said = None
    if any(name in tap for name in ("minutes", "comment", "nature")):
        comment, nature = (str(tap.get(name) or "").strip() for name in ("comment", "nature"))
        said = Said(_minutes(tap.get("minutes")), comment[:_LONGEST_COMMENT], nature[:_LONGEST_NATURE])
    return Mark(pupil, sheet.date, sheet.session, code, seen, said)


def _minutes(written: Any) -> int | None:
    text = str(written if written is not None else "").strip()
    if not text:
        return None
    number = number_of(text)
    if number is None or number > _MOST_MINUTES:
        template = gettext_noop("Minutes late are a whole number, at most %(most)s.")
        raise ProblemWithSave(Sentence(template, most=_MOST_MINUTES), written)
    return number


def _unreadable() -> ProblemWithSave:
    return ProblemWithSave(Sentence(gettext_noop("This save could not be read: load the register again.")))


def read_save(body: bytes, sheet: Sheet) -> tuple[int, list[Mark], bool]:
    """What script sends: the act's id, its marks, and whether it was "all others present"."""
    try:
        sent = json.loads(body)
        act, taps, others = sent["act"], list(sent["marks"]), bool(sent.get("others"))
    except (ValueError, KeyError, TypeError):
        raise _unreadable() from None
    return read_act(act, now=timezone.now()), marks_from(taps, sheet), others


def read_form(data: Mapping[str, str], sheet: Sheet) -> tuple[int, list[Mark], bool]:
    """The same from the page as one form: the button pressed says which mark, or all the others."""
    act = read_act(data.get("act", ""), now=timezone.now())
    others = data.get("others", "")
    pressed = {"": _pressed, "expected": _as_expected}.get(others, _others)
    return act, marks_from(pressed(data, sheet), sheet), bool(others)


def _others(data: Mapping[str, str], sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Everybody without a mark of whom nothing else is expected."""
    for place in sheet.places:
        if not data.get(f"seen-{place.pupil.pk}", "") and not place.expected:
            yield {"pupil": place.pupil.pk, "code": sheet.common[0].code, "seen": ""}


def _as_expected(data: Mapping[str, str], sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Everybody without a mark, as the office expects them."""
    for place in sheet.places:
        if place.as_expected is not None and not data.get(f"seen-{place.pupil.pk}", ""):
            expected = place.as_expected
            yield {
                "pupil": place.pupil.pk,
                "code": expected.code,
                "seen": "",
                "nature": expected.nature if needs_nature(sheet, expected.code) else "",
            }


def needs_nature(sheet: Sheet, code: str) -> bool:
    """Whether the register must also say what the activity or the cause was."""
    return any(held.code == code and held.nature_required for held in sheet.codes)


def _pressed(data: Mapping[str, str], sheet: Sheet) -> Iterator[dict[str, Any]]:
    pupil, _colon, code = data.get("mark", "").partition(":")
    if pupil:
        nature = data.get(f"expected-{pupil}", "") if needs_nature(sheet, code) else ""
        words = {"nature": nature} if nature else {}
        yield {"pupil": pupil, "code": code, "seen": data.get(f"seen-{pupil}", ""), **words}
    elif pupil := data.get("more", ""):
        seen = data.get(f"seen-{pupil}", "")
        words = {name: data.get(f"{name}-{pupil}", "") for name in ("minutes", "comment", "nature")}
        yield {"pupil": pupil, "code": data.get(f"code-{pupil}") or seen, "seen": seen, **words}


class Amendment(forms.Form):
    """A mark changed after its register has closed: the new code, what is said of it, and why."""

    code = forms.ChoiceField(label=_("New mark"))
    minutes = forms.IntegerField(
        label=_("Minutes late"),
        min_value=0,
        max_value=_MOST_MINUTES,
        required=False,
        help_text=_("For L and U."),
    )
    nature = forms.CharField(
        label=_("What the activity or the cause is"),
        max_length=120,
        required=False,
        help_text=_("For B, K and Y7."),
    )
    comment = forms.CharField(label=_("Note"), max_length=_LONGEST_COMMENT, required=False)
    why = forms.CharField(
        label=_("Why does the mark change?"),
        max_length=200,
        error_messages={"required": _("Say why the mark changes.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    act = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", _("Choose"))] + [
            (code.code, f"{code.code} · {_(code.meaning)}") for code in sheet.codes
        ]
        self.sheet = sheet

    def mark(self, pupil: int) -> Mark:
        held = self.cleaned_data
        said = Said(held["minutes"], held["comment"], held["nature"])
        return Mark(pupil, self.sheet.date, self.sheet.session, held["code"], held["seen"], said)
