"""Trellis with one page more: /gallery/."""

import datetime as dt
from pathlib import Path

import altair as alt
import numpy as np
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from tests.drawing import register
from trellis.registers import strips
from trellis.rules.academic_year import AcademicYear
from trellis.rules.marks import Line
from trellis.schools.access import public
from trellis.web.urls import urlpatterns as of_trellis

YEAR = AcademicYear(2024)
MONDAY = dt.date(2024, 9, 9)
FRIDAY = dt.date(2024, 9, 20)
TODAY = dt.date(2024, 9, 20)

CLASS_3B = r"""
    Amy Adams     /\ /\ L\ /\ /\ | /\ /\ /\ /\ /\
    Ben Bright    II II II /\ /\ | /\ /\ OO L\ /\
    Cal Carter    /\ /\ /\ VV /\ | /\ GG GG GG /\
    Dee Dunn      /\ M\ /\ /\ U\ | /\ /\ /\ .. NN
    Fay Finch     C2:\ C2:\ /\ /\ C2:\ | /\ /\ /\ /\ /\
"""


class Example(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Full name", help_text="As the school writes it")
    why = forms.CharField(label="Why", widget=forms.Textarea({"rows": 3}), required=False)
    day = forms.DateField(label="From")
    session = forms.ChoiceField(
        label="Session", choices=[("AM", "Morning"), ("PM", "Afternoon")], widget=forms.RadioSelect
    )
    classes = forms.MultipleChoiceField(
        label="Classes", choices=[("3B", "3B"), ("4C", "4C")], widget=forms.CheckboxSelectMultiple
    )
    half_term = forms.ChoiceField(label="Half-term", choices=[("a1", "Autumn 1"), ("a2", "Autumn 2")])
    agree = forms.BooleanField(label="I have checked this with the family")
    file = forms.FileField(label="Spreadsheet", help_text="CSV or Excel")


def a_year(seed: int) -> Line:
    """A year of marks like a real one: mostly present, some of everything else."""
    chance = np.random.default_rng(seed)
    line = np.full(756, ord("."), dtype=np.uint8)
    weeks = np.array(
        [5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 23, 24, 25, 26, 27, 28, 30, 31, 32, 33, 34, 35]
    )
    for week in weeks:
        for day in range(5):
            at = 14 * week + 2 * day
            away = chance.choice(
                ["", "II", "L\\", "GG", "VV", "M\\", ".."], p=[0.86, 0.05, 0.03, 0.02, 0.02, 0.01, 0.01]
            )
            line[at : at + 2] = np.frombuffer((away or "/\\").encode(), dtype=np.uint8)
    return line


@public
def gallery(request: HttpRequest) -> HttpResponse:
    if "saved" in request.GET:
        messages.success(request, "3B’s register is saved: 28 of 30 present.")
    lines = register(CLASS_3B, since=MONDAY)
    last_week = np.zeros(756, dtype=bool)
    last_week[YEAR.positions(dt.date(2024, 9, 16), TODAY)] = True
    fortnight = YEAR.positions(MONDAY, FRIDAY)
    cells = {
        name: strips.cells_of(line, year=YEAR, nation="england", missing=last_week, unresolved=last_week)
        for name, line in lines.items()
    }
    one = a_year(3)
    due = np.zeros(756, dtype=bool)
    due[YEAR.positions(dt.date(2024, 9, 2), dt.date(2025, 4, 4))] = True
    whole = strips.cells_of(one, year=YEAR, nation="england", missing=due & (np.roll(one, 2) != ord(".")))
    absence = [3.1, 4.4, 5.2, 4.9, 6.8, 7.4, None, 5.9, 8.1, 10.6, 11.2, 9.0, 7.7, 5.0]
    data = [{"week": i, "missed": share} for i, share in enumerate(absence) if share is not None]
    chart = (
        alt.Chart(alt.Data(values=data), height=200)
        .mark_bar(color="#2f6db0")
        .encode(x=alt.X("week:O", title="Week"), y=alt.Y("missed:Q", title="Sessions missed, %"))
    )
    context = {
        "rows": [
            (
                name,
                strips.marks_shown(
                    line, cells[name], year=YEAR, nation="england", since=MONDAY, until=FRIDAY
                ),
            )
            for name, line in lines.items()
        ],
        "days": [day for day in (MONDAY + dt.timedelta(n) for n in range(12)) if day.weekday() < 5],
        "small": [
            (name, strips.days_strip(shown[fortnight.start : fortnight.start + 28]))
            for name, shown in cells.items()
        ],
        "here": [("Adams, Amy", "08:52"), ("Bright, Ben", "medical room · 08:52"), ("Carter, Cal", "")],
        "year": strips.year_strip(whole, year=YEAR, marked=dt.date(2025, 1, 13)),
        "weeks": strips.weeks_strip(absence, of="Oak Primary"),
        "chart": chart.to_dict(),
        "page": Paginator(range(412), 50).page(3),
        "form": Example({"name": ""} if request.method == "POST" else None),
        "answers": [
            ("Population", "All pupils on roll"),
            ("Counted", "Sessions from 3 September 2024 to 20 September 2024"),
            ("Left out", "2 marks missing"),
        ],
        "tabs": [
            ("Year", "?tab=year", True),
            ("Half-term", "?tab=half-term", False),
            ("Week", "?tab=week", False),
        ],
    }
    source = (Path(__file__).parent / "gallery.html").read_text(encoding="utf-8")
    return HttpResponse(engines["django"].from_string(source).render(context, request))


urlpatterns = [path("gallery/", gallery, name="gallery"), *of_trellis]
handler404 = "trellis.web.views.not_found"
