"""The letter of a kept cross-match to one school: in English, and in Wales in Welsh first.

Its words come as files, a language each; everything it says of a child was kept with the month.
"""

from collections.abc import Mapping
from importlib.resources import files

from django.utils import timezone, translation
from django.utils.formats import date_format

from trellis.messages.typesetting import Sheet, set_pdf
from trellis.messages.wording import Merge, Part, fill, parts_of, read_shipped
from trellis.schools.models import Nation
from trellis.support.models import CrossMatch, CrossMatched
from trellis.support.welfare import LINE, AtSchool, Child

_LISTS = {
    "{not known}": CrossMatched.Standing.NOT_KNOWN,
    "{on the way}": CrossMatched.Standing.ON_THE_WAY,
    "{known}": CrossMatched.Standing.KNOWN,
}


def letter_pdf(match: CrossMatch, at: AtSchool) -> bytes:
    """One letter for one school, ready to print or to send by the way agreed with it."""
    sheets = [_sheet(match, at, language, first=not n) for n, language in enumerate(languages_of(at))]
    return set_pdf(sheets, title=sheets[0].title, at=match.kept_at)


def languages_of(at: AtSchool) -> tuple[str, ...]:
    """The languages a letter to a school is written in."""
    return ("cy", "en") if at.school.nation == Nation.WALES else ("en",)


def _sheet(match: CrossMatch, at: AtSchool, language: str, *, first: bool) -> Sheet:
    title, body = read_shipped(files("trellis.support") / "wordings", "cross-match")["letter", language]
    said = _said(language)
    with translation.override(language):
        values = {
            "line": LINE,
            "month": date_format(match.since, "F Y"),
            "signatory": match.kept_by_name,
            "grouping": match.grouping.name,
        }
        return Sheet(
            language=language,
            school=match.grouping.name,
            letterhead=[],
            address=[said["head"], at.school.name],
            date=date_format(timezone.localtime(match.kept_at).date(), "j F Y"),
            reference="",
            title=fill(title, values),
            parts=_parts(body, values, at, said),
            first=first,
        )


def _parts(body: str, values: Mapping[str, str], at: AtSchool, said: Mapping[str, str]) -> list[Part]:
    true = {name.strip("{}"): bool(at.standing(standing)) for name, standing in _LISTS.items()}
    held = {name for name, there in true.items() if there}
    found: list[Part] = []
    for block in body.split("\n\n"):
        if block.strip() in _LISTS:
            children = at.standing(_LISTS[block.strip()])
            if children:
                found.append({"kind": "points", "points": [_line(child, said) for child in children]})
        else:
            found += parts_of(block, Merge(values, true=held))
    return found


def _line(child: Child, said: Mapping[str, str]) -> str:
    values = {
        "name": str(child.pupil),
        "month rate": child.month.rate,
        "month part": str(child.month.part),
        "month whole": str(child.month.whole),
        "year rate": child.year.rate,
        "year part": str(child.year.part),
        "year whole": str(child.year.whole),
    }
    return fill(said["child"] + (said["before"] if child.told_before else ""), values)


def _said(language: str) -> dict[str, str]:
    """The sentences of the letter that differ from child to child, by name."""
    file = files("trellis.support") / "wordings" / f"match-words.{language}.txt"
    lines = file.read_text(encoding="utf-8").splitlines()
    return {name: words.strip() for name, _colon, words in (line.partition(":") for line in lines)}
