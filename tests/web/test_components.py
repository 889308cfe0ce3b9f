"""The components that are written as strings: what they say, and that a name in them is never markup."""

import datetime as dt

from django import forms
from django.template import engines

from trellis.registers.strips import Mark


def written(template: str, **context) -> str:
    return engines["django"].from_string(template).render(context)


def test_the_way_to_a_page_ends_with_the_page_itself():
    said = written('{% breadcrumbs school "/schools/1/" here %}', school="St <b>Anne’s", here="7 & 8")
    assert '<a class="govuk-breadcrumbs__link" href="/schools/1/">St &lt;b&gt;Anne’s</a>' in said
    assert '<li class="govuk-breadcrumbs__list-item" aria-current="page">7 &amp; 8</li>' in said


def test_where_every_crumb_leads_somewhere_none_is_the_page_itself():
    assert "aria-current" not in written('{% breadcrumbs "Home" "/" %}')


def test_a_crumb_that_leads_nowhere_is_its_words_alone():
    said = written('{% breadcrumbs "Home" "" "Amy Adams" %}')
    assert '<li class="govuk-breadcrumbs__list-item">Home</li>' in said


def test_the_heading_one_is_in_is_marked():
    headings = [
        {"words": "Families & friends", "url": "/a/?b=1&c=2", "here": False},
        {"words": "The day", "url": "/day/", "here": True},
    ]
    away, here = written("{% headings navigation %}", navigation=headings).split("\n")[:2]
    assert 'href="/a/?b=1&amp;c=2">Families &amp; friends</a>' in away
    assert "current" not in away
    assert 'href="/day/" aria-current="true"><strong' in here
    assert here.count("The day") == 1


def test_the_register_at_reading_size():
    marks = [
        Mark("present", "/", "Present in the morning", afternoon=False),
        Mark("outside", "", "No mark", afternoon=True),
    ]
    said = written(
        "{% register_grid rows days=days caption='Amy' %}",
        rows=[("Amy <b>", marks)],
        days=[dt.date(2024, 9, 9)],
    )
    assert '<abbr title="Monday 9 September 2024">Mon 9</abbr>' in said
    assert '<th scope="row">Amy &lt;b&gt;</th>' in said
    assert '<td class="present"><abbr title="Present in the morning">/</abbr></td>' in said
    assert '<td class="outside pm"><abbr title="No mark"></abbr></td>' in said


def test_the_key_says_coronavirus_only_where_a_strip_may_show_it():
    plain, whole = written("{% strip_key %}"), written("{% strip_key coronavirus=True %}")
    assert "Coronavirus" in whole
    assert "Coronavirus" not in plain
    assert plain.count("<li>") == whole.count("<li>") - 1


class Visit(forms.Form):
    """Somebody comes."""

    who = forms.CharField(label="Who comes")
    day = forms.DateField(label="On which day", error_messages={"required": "Say on which day."})
    children = forms.IntegerField(label="How many children", max_value=30)


def test_what_is_wrong_names_its_field_where_it_is_read_apart_from_it():
    said = written("{{ form }}", form=Visit({"who": "", "day": "", "children": "31"}))
    summary = said[: said.index("</ul>")]
    assert "Who comes: This field is required." in summary
    assert "How many children: Ensure this value is less than or equal to 30." in summary
    # A sentence of our own says it already, and beside the field nothing is said twice.
    assert ">Say on which day.<" in summary
    assert said.count("Who comes: ") == 1
