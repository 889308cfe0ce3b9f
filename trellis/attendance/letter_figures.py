"""The figures of a letter: whole numbers first, words last, and never on the wrong side of a band's edge."""

from fractions import Fraction

from django.utils.translation import gettext, ngettext

from trellis.messages.languages import in_words
from trellis.rules.bands import Band, Bands
from trellis.rules.rounding import percent, percent_for_page
from trellis.rules.tally import Share, Tally, absent, attended, late, possible
from trellis.rules.words import Sentence, gettext_noop


def figures_of(tally: Tally) -> dict[str, int]:
    """The whole numbers a letter is made from, as they stood."""
    return {
        "possible": possible(tally),
        "attended": attended(tally),
        "absent": absent(tally),
        "authorised": tally.authorised,
        "unauthorised": tally.unauthorised,
        "late": late(tally),
    }


def attendance_shown(tally: Tally, bands: Bands) -> str:
    """Attendance to one place; to more where one place would put a child on the wrong side of a band's edge.

    95.96% is below 96, and a letter must not say 96.0 of it.
    """
    part, whole = attended(tally), possible(tally)
    exact = Fraction(100 * part, whole)
    edges = [edge_of(band) for band in bands.bands if band.rule is not None]
    for places in (1, 2, 3):
        shown = percent(part, whole, places)
        assert shown is not None  # nobody without possible sessions is written to
        if all(_same_side(exact, Fraction(shown), edge) for edge in edges):
            break
    return shown if places > 1 else percent_for_page(part, whole, absent(tally)) or shown


def edge_of(band: Band) -> Fraction:
    """The percentage of attendance at which a band begins or ends."""
    assert band.rule is not None
    return band.rule.percent if band.rule.share is Share.ATTENDANCE else 100 - band.rule.percent


def _same_side(exact: Fraction, shown: Fraction, edge: Fraction) -> bool:
    return (exact > edge) == (shown > edge) and (exact < edge) == (shown < edge)


def percentage(figure: Fraction) -> str:
    """A whole or decimal percentage as it was written."""
    return str(figure.numerator) if figure.denominator == 1 else f"{float(figure):g}"


def begins(bands: Bands) -> list[tuple[Band, Sentence]]:
    """Every band from the highest, and where it begins."""
    ladder = bands.best_first()
    rest = {True: Sentence(gettext_noop("below that")), False: Sentence(gettext_noop("between"))}
    return [(band, band.in_words() if band.rule else rest[band is ladder[-1]]) for band in ladder]


def bands_in_words(bands: Bands) -> str:
    """Every band and where it begins, from the highest, in the language now in force."""
    return "; ".join(f"{gettext(band.name)}: {in_words(words)}" for band, words in begins(bands))


def marks_missing(tally: Tally) -> str:
    """How many marks are missing, or stand there and are no code on their date."""
    found = []
    if tally.missing:
        found.append(ngettext("%(count)d mark", "%(count)d marks", tally.missing) % {"count": tally.missing})
    if tally.unlawful:
        found.append(
            ngettext(
                "%(count)d mark is no code on its date",
                "%(count)d marks are no code on their dates",
                tally.unlawful,
            )
            % {"count": tally.unlawful}
        )
    return ", ".join(found)
