"""The plain words a letter template is written in: how they are read, checked and filled in.

A template is text. An empty line ends a paragraph; `# ` makes a heading, `- ` a point, and `| words |
{figure}` a figure in the table of figures. A paragraph may begin with one of these words:

    Figure:  the one figure set large, then `|` and the words beside it
    Weeks:   the picture of the weeks, then the words beneath it; the next line, `Aloud:`, is read for each
             week
    Legal:   legal wording, marked as such; left out for a child not of compulsory school age throughout
    If …:    for some letters only, under a condition the letter's subject declares, such as `If late:`

`{forename}` and other fields stand for what differs from letter to letter. There is nothing else: no
expressions, no code. Filled-in words go to the typesetter as data, so a name can never be read as an
instruction.

An e-mail is written in the same way and goes as plain words. A text is sentences only, with the few fields
in `IN_TEXTS`: anybody who picks up the telephone may read it.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources.abc import Traversable
from typing import Any

from django.utils.translation import gettext as _

FIELD = re.compile(r"\{([^{}\n]*)\}")
KEYWORD = re.compile(r"(Figure|Weeks|Legal|If [a-z ]+):\s*")
ALOUD = "Aloud:"

Part = dict[str, Any]
"""One part of a letter as it is kept and typeset: its `kind`, and its words already filled in."""


@dataclass(frozen=True)
class Field:
    """A field a template may use: its name, what it stands for, and an invented example for the editing
    page.
    """

    name: str
    says: Any
    example: str


@dataclass(frozen=True)
class Week:
    """One week of the picture: its Monday in words and what became of its ten sessions, Monday morning first.

    `A` attended, `L` attended and late, `M` missed, `.` not a session for this child.
    """

    monday: str
    sessions: str

    def values(self) -> dict[str, str]:
        return {
            "week": self.monday,
            "week attended": str(self.sessions.count("A") + self.sessions.count("L")),
            "week missed": str(self.sessions.count("M")),
            "week late": str(self.sessions.count("L")),
        }


IN_TEXTS = frozenset(
    {
        "addressee",
        "attendance",
        "attended",
        "class",
        "contact",
        "date",
        "day",
        "days missed",
        "forename",
        "half-term",
        "late",
        "link",
        "phone",
        "place",
        "possible",
        "school",
        "signatory",
        "since",
        "target",
        "time",
        "title",
        "topic",
        "until",
    }
)
"""The fields a text may use, whatever its subject. None of them says a diagnosis, a code, a reason for an
absence or a band, and none names a child but the one the text is about, by forename.
"""
LONGEST_TEXT = 612  # four texts of the network's, joined
NEVER_IN_TEXTS = re.compile(
    r"\b(?:adhd|autis\w*|dyslexi\w*|dyspraxi\w*|epilep\w*|asthma\w*|diabet\w*|anxiety|depress\w*|diagnos\w*"
    r"|(?-i:ASD|SEN|SEND|SENCO|EHCP)|special educational needs?|pupil premium|free school meals?"
    r"|safeguarding|child protection|social workers?|looked after|unauthori[sz]ed|persistent(?:ly)? absen\w*"
    r"|bands?|code [A-Z#/\\]\d?)\b",
    re.IGNORECASE,
)
"""Words that say of a child what only the family and the school should read."""

JOINERS = "\u200c\u200d"
WEEK_FIELDS = frozenset(Week("", "").values())


@dataclass(frozen=True)
class Merge:
    """What one letter's template is filled in with."""

    values: Mapping[str, str]
    weeks: Sequence[Week] = ()
    true: Collection[str] = ()  # the conditions that hold, as "late"
    legal: bool = False


class ProblemWithWording(ValueError):
    """Wording that cannot be used as it stands, in one sentence a person can act on."""


def read_shipped(folder: Traversable, name: str) -> dict[tuple[str, str], tuple[str, str]]:
    """A template as it comes, by channel and language: `name.cy.txt` is the letter in Welsh,
    `name.text.cy.txt` the text. Its first line is the subject.
    """
    found = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        stem, *channel, language, _ending = file.name.split(".")
        if stem == name:
            title, _line, body = file.read_text(encoding="utf-8").partition("\n")
            found["".join(channel) or "letter", language] = (title.strip(), body.strip())
    return found


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in. Values are put in as they are, and never read for fields again."""
    cut = _cut(text)
    if len(cut) == 1:
        return text
    said = list(cut)
    said[1::2] = [plain(values[name]) for name in said[1::2]]
    return "".join(said)


@lru_cache(maxsize=1024)
def _cut(text: str) -> list[str]:
    """A template's text cut at its fields: words, a field's name, words, a name, … words."""
    cut = FIELD.split(text)
    cut[1::2] = map(field_name, cut[1::2])
    return cut


def field_name(written: str) -> str:
    """A field's name however it was spaced or capitalised: `{ Half-term }` is `{half-term}`."""
    return " ".join(written.lower().split())


def plain(text: str) -> str:
    """A value fit for one line of print: no control characters, and none that turn the direction of the text.

    Joiners stay: some names need them. Nothing printable is lost.
    """
    spaced = unicodedata.normalize("NFC", " ".join(text.split()))
    if spaced.isprintable():  # nearly every value, in a thousandth of the time
        return spaced
    return "".join(
        character
        for character in spaced
        if character in JOINERS or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
    )


def check_text(body: str, *, examples: Mapping[str, str]) -> None:
    """Refuse a text that could not be filled in, that is more than sentences, or that says what a text never
    may. `examples` are the fields it may use, each with an invented value.
    """
    check_body(body, fields=examples, conditions=())
    for line in body.splitlines():
        if _keyword(line.strip())[0] or line.lstrip().startswith(("# ", "- ", "|")):
            raise ProblemWithWording(
                _("A text is plain sentences: leave out headings, points, figures and “%(line)s”.")
                % {"line": line.strip()[:40]}
            )
    never = NEVER_IN_TEXTS.search(FIELD.sub("", body))
    if never:
        raise ProblemWithWording(
            _("Anybody who picks up the telephone may read a text: say “%(words)s” in a letter or in person.")
            % {"words": never[0]}
        )
    length = len(fill(body, examples))
    if length > LONGEST_TEXT:
        raise ProblemWithWording(
            _("This text is %(length)d letters long; at most %(longest)d can be sent.")
            % {"length": length, "longest": LONGEST_TEXT}
        )


def check_title(title: str, *, fields: Collection[str]) -> None:
    """Refuse a subject that could not be filled in."""
    if not title.strip():
        raise ProblemWithWording(_("Write the subject: it is what a family reads first."))
    if "\n" in title.strip():
        raise ProblemWithWording(_("The subject must be one line."))
    _check_fields(title, fields, where=_("the subject"))


def check_body(body: str, *, fields: Collection[str], conditions: Collection[str]) -> None:
    """Refuse a letter that could not be filled in."""
    if not body.strip():
        raise ProblemWithWording(_("Write the words: there are none yet."))
    for number, line in enumerate(body.splitlines(), start=1):
        allowed = {*fields, *WEEK_FIELDS} if line.startswith(ALOUD) else fields
        _check_fields(line, allowed, where=_("line %(number)d") % {"number": number})
    for block in _blocks(body):
        _check_block(block, conditions)


def _check_fields(line: str, fields: Collection[str], *, where: str) -> None:
    for found in FIELD.finditer(line):
        name = field_name(found[1])
        if name not in fields:
            raise ProblemWithWording(
                _("There is no field {%(name)s} (%(where)s). The fields are: %(fields)s.")
                % {"name": name, "where": where, "fields": ", ".join(sorted(fields))}
            )
    if "{" in FIELD.sub("", line) or "}" in FIELD.sub("", line):
        raise ProblemWithWording(
            _("A curly bracket is not closed (%(where)s): write a field as {forename}.") % {"where": where}
        )


def _check_block(block: list[str], conditions: Collection[str]) -> None:
    keyword, first = _keyword(block[0])
    if keyword.startswith("If ") and keyword.removeprefix("If ") not in conditions:
        raise ProblemWithWording(
            _("“%(keyword)s:” is no condition this message knows. It knows: %(known)s.")
            % {"keyword": keyword, "known": ", ".join(f"If {name}:" for name in sorted(conditions)) or "–"}
        )
    if keyword == "Figure" and "|" not in first:
        raise ProblemWithWording(_("After “Figure:” write the figure, then | and the words beside it."))
    if keyword == "Weeks" and not (len(block) > 1 and block[1].startswith(ALOUD)):
        raise ProblemWithWording(
            _("Under “Weeks:” write a line “Aloud:” that says in words what the picture shows of each week.")
        )
    table = [line.startswith("|") for line in block]
    if any(table) and not all(table):
        raise ProblemWithWording(_("Leave an empty line before and after the lines that begin with |."))
    if any(is_row and len(_cells(line)) != 2 for is_row, line in zip(table, block, strict=True)):
        raise ProblemWithWording(_("A line of the table of figures is written | words | {figure}."))


def uses_legal_wording(body: str) -> bool:
    """Whether a template has words marked as legal."""
    return any(_keyword(block[0])[0] == "Legal" for block in _blocks(body))


def parts_of(body: str, merge: Merge) -> list[Part]:
    """A template's parts, filled in for one letter. A paragraph left empty by its fields is left out."""
    return [part for block in _blocks(body) if (part := _part(block, merge))]


def plain_words(parts: Sequence[Part]) -> str:
    """The parts of a message as words alone, for a text or an e-mail."""
    return "\n\n".join(said for part in parts if (said := _plainly(part)))


def _plainly(part: Part) -> str:
    kind = part["kind"]
    if kind == "text":
        return "\n".join(part["lines"])
    if kind == "points":
        return "\n".join(f"– {point}" for point in part["points"])
    if kind == "figure":
        return f"{part['figure']}: {part['caption']}"
    if kind == "table":
        return "\n".join(f"{words}: {figure}" for words, figure in part["rows"])
    return str(part["alt"] if kind == "weeks" else part["text"])


def _part(block: list[str], merge: Merge) -> Part | None:
    keyword, first = _keyword(block[0])
    lines = [first, *block[1:]]
    if keyword == "Figure":
        figure, _bar, caption = " ".join(lines).partition("|")
        return {
            "kind": "figure",
            "figure": fill(figure, merge.values).strip(),
            "caption": fill(caption, merge.values).strip(),
        }
    if keyword == "Weeks":
        return _weeks(lines, merge)
    if keyword == "Legal":
        return {"kind": "legal", "text": fill(" ".join(lines), merge.values)} if merge.legal else None
    if keyword and keyword.removeprefix("If ") not in merge.true:
        return None
    return _plain_part(lines, merge.values)


def _plain_part(lines: list[str], values: Mapping[str, str]) -> Part | None:
    filled = [line for line in (fill(line, values).strip() for line in lines) if line]
    if not filled:
        return None
    if all(line.startswith("|") for line in lines):
        return {"kind": "table", "rows": [[fill(cell, values) for cell in _cells(line)] for line in lines]}
    if lines[0].startswith("# "):
        return {"kind": "heading", "text": " ".join(filled).removeprefix("# ")}
    if all(line.startswith("- ") for line in lines):
        return {"kind": "points", "points": [line.removeprefix("- ") for line in filled]}
    return {"kind": "text", "lines": filled}


def _weeks(lines: list[str], merge: Merge) -> Part | None:
    if not merge.weeks:
        return None
    key, aloud = lines[0], lines[1].removeprefix(ALOUD).strip()
    said = [fill(aloud, {**merge.values, **week.values()}) for week in merge.weeks]
    return {
        "kind": "weeks",
        "sessions": [week.sessions for week in merge.weeks],
        "alt": " ".join(said),
        "key": fill(key, merge.values),
    }


@lru_cache(maxsize=256)
def _blocks(body: str) -> list[list[str]]:
    """The paragraphs of a template: runs of lines without an empty one.

    A heading is a paragraph of its own.
    """
    return list(_cut_into_blocks(body))


def _cut_into_blocks(body: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*(line.strip() for line in body.splitlines()), ""]:
        starts_afresh = line.startswith("# ") or bool(block and block[0].startswith("# "))
        if block and (not line or starts_afresh or _of_another_kind(block[-1], line)):
            yield block
            block = []
        if line:
            block.append(line)


def _of_another_kind(before: str, line: str) -> bool:
    return before.startswith("- ") != line.startswith("- ")


def _keyword(line: str) -> tuple[str, str]:
    found = KEYWORD.match(line)
    return (found[1], line[found.end() :]) if found else ("", line)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]
