"""Markup put together: the same as Django's own, whatever goes in."""

from django.utils import html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from trellis.schools import markup

TEXT = st.text(st.sampled_from("ab 7é’&<>\"'{}%;"), max_size=12)
values = st.one_of(
    TEXT,
    TEXT.map(mark_safe),
    st.integers(),
    st.booleans(),
    st.none(),
    st.floats(allow_nan=False),
    st.sampled_from([gettext_lazy("Yes"), gettext_lazy("a & b")]),
)


class Named:
    """Something that says what it is, as a pupil does."""

    def __str__(self) -> str:
        return "O’Neil & <Daughter>"


@given(values)
def test_a_value_stands_in_markup_as_django_writes_it(value):
    assert markup.conditional_escape(value) == html.conditional_escape(value)


@given(st.lists(values, min_size=1, max_size=4), values)
def test_a_template_is_filled_as_django_fills_it(parts, named):
    template = "<b>{}</b>" * len(parts) + '<i title="{named}">{named}</i>'
    written = markup.format_html(template, *parts, named=named)
    assert written == html.format_html(template, *parts, named=named)
    assert isinstance(written, SafeString)


@given(st.lists(st.tuples(values, values), max_size=4))
def test_rows_are_joined_as_django_joins_them(rows):
    written = markup.format_html_join("<br>", "{}: {}", rows)
    assert written == html.format_html_join(mark_safe("<br>"), "{}: {}", rows)
    assert isinstance(written, SafeString)


def test_whatever_is_no_text_is_escaped_as_it_says_itself():
    assert markup.format_html("<p>{}</p>", Named()) == "<p>O’Neil &amp; &lt;Daughter&gt;</p>"


def test_what_was_written_is_not_escaped_again():
    inner = markup.format_html("<b>{}</b>", "Tom & Anna")
    assert markup.format_html("<p>{}</p>", inner) == "<p><b>Tom &amp; Anna</b></p>"
