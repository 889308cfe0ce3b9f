"""What the page of a family's link says, and what is said on the telephone, in the family's language where
somebody at the school has read it.

The words stand in `wordings/answer-page.LANGUAGE.txt` and `call-script.LANGUAGE.txt`, a line each. English is
used as it comes; every other language is a draft until a named person has looked at it beside the English.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from django.conf import settings
from django.db import transaction

from trellis.messages.wording import fill
from trellis.schools.dating import By
from trellis.schools.declared import DRAFTED
from trellis.schools.models import Contact, School
from trellis.schools.settings import decide, settings_of


class Words(NamedTuple):
    """Sentences that are drafted in several languages: their file, and the setting of those somebody read."""

    file: str
    setting: str


PAGE: Final = Words("answer-page", "answer_languages")
SCRIPT: Final = Words("call-script", "script_languages")


@cache
def as_written(language: str, of: Words = PAGE) -> Mapping[str, str]:
    """Every sentence by its name, with its fields."""
    file = files("trellis.attendance") / "wordings" / f"{of.file}.{language}.txt"
    lines = file.read_text(encoding="utf-8").splitlines()
    return {name: sentence.strip() for name, _colon, sentence in (line.partition(":") for line in lines)}


class Speech(dict[str, str]):
    """The page's sentences in one language, filled in; a template asks for `why_one`."""

    def __init__(self, language: str, values: Mapping[str, str] | None = None) -> None:
        written = as_written(language)
        given = dict.fromkeys(("names", "until", "day", "at", "answered", "phone"), "") | (values or {})
        super().__init__({name.replace(" ", "_"): fill(words, given) for name, words in written.items()})
        self.ours = {words: written[name] for name, words in as_written(settings.LANGUAGE_CODE).items()}

    def of(self, sentence: str) -> str:
        """One of its sentences in this language; any other as it is."""
        return self.ours.get(sentence, sentence)


def languages_read(school: School, of: Words = PAGE) -> list[str]:
    """The languages, besides English, somebody at the school has read the sentences in."""
    held = settings_of([school], [of.setting])[school.pk][of.setting].value
    return [tag for tag in held.split(", ") if tag]


def language_of(contact: Contact, school: School) -> str:
    """The language an adult reads, where somebody has read the page in it."""
    tag = contact.language.strip().lower().partition("-")[0]
    return tag if tag in languages_read(school) else settings.LANGUAGE_CODE


@transaction.atomic
def let_it_speak(*, school: School, language: str, of: Words = PAGE, by: By) -> None:
    """A named person has read the draft and lets it be used in this language."""
    read = [tag for tag in DRAFTED if tag in {language, *languages_read(school, of)}]
    decide(place=school, name=of.setting, value=", ".join(read), by=by)
