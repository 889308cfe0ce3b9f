"""The languages letters are written in, by their plain tags, and sentences said in the one now in force."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language_info, gettext, gettext_lazy

from trellis.rules.words import ProblemWith, Sentence

OFFERED = ("en", "cy", "pl", "ro", "lt", "pt", "es", "it", "fr", "tr", "uk", "ru", "bg", "sq", "so", "vi")
"""Languages many families in England and Wales read, whose letters our typeface has."""

NAMES = {
    "ckb": gettext_lazy("Kurdish (Sorani)"),
    "ku": gettext_lazy("Kurdish"),
    "ps": gettext_lazy("Pashto"),
    "rom": gettext_lazy("Romani"),
    "so": gettext_lazy("Somali"),
    "ti": gettext_lazy("Tigrinya"),
    "yo": gettext_lazy("Yoruba"),
    "yue": gettext_lazy("Cantonese"),
    "zh": gettext_lazy("Chinese"),
}
"""Languages families read that Django has no name for."""


def language_name(tag: str) -> str:
    """A language in words; its tag where nobody knows a name for it."""
    try:
        return str(NAMES.get(tag) or get_language_info(tag)["name_translated"])
    except KeyError:
        return tag


def offered_languages(held: Iterable[str]) -> list[str]:
    """The languages a template may be written in: those it has, then the others."""
    held = set(held)
    return sorted({*OFFERED, *held}, key=lambda tag: (tag not in held, _place(tag), tag))


def _place(tag: str) -> int:
    return OFFERED.index(tag) if tag in OFFERED else len(OFFERED)


def in_words(sentence: str) -> str:
    """A sentence of the rules in the language now in force; any other text as it is."""
    if not isinstance(sentence, Sentence):
        return str(sentence)
    values = {
        name: in_words(value) if isinstance(value, str) else value for name, value in sentence.values.items()
    }
    return gettext(sentence.template) % values if values else gettext(sentence.template)


def problem_in_words(wrong: ValueError) -> str:
    """Why something cannot be done, for whoever asked."""
    return in_words(wrong.says) if isinstance(wrong, ProblemWith) else str(wrong)


def kept(sentence: str) -> Any:
    """A sentence of the rules as JSON holds it, so that it can be said in any language later."""
    if not isinstance(sentence, Sentence):
        return str(sentence)
    values = {
        name: kept(value) if isinstance(value, str) else value for name, value in sentence.values.items()
    }
    return [sentence.template, values]


def said_again(held: Any) -> str:
    """A sentence that was kept."""
    if isinstance(held, str):
        return held
    template, values = held
    return Sentence(
        template, **{name: said_again(v) if isinstance(v, list) else v for name, v in values.items()}
    )
