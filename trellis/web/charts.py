"""The look of every chart: our colours and typeface, over whatever the chart itself says.

chart = alt.Chart(…).mark_line().encode(…).to_dict()
{% chart chart "absence" says %}        in a page
"""

from typing import Any

TYPEFACE = "'Source Sans 3', 'Source Sans Pro', sans-serif"
INK = "#17211c"
QUIET = "#4c5b53"
RULE = "#dfe7e2"

# Safe for colour blindness: they differ in lightness as well as in hue. For the strip's things, its colours.
COLOURS = ["#2f6db0", "#d1431d", "#3f9f94", "#a06a00", "#7a5ea8", "#5d6b64"]

LOOK: dict[str, Any] = {
    "background": "white",
    "font": TYPEFACE,
    "padding": 4,
    "axis": {
        "domainColor": QUIET,
        "gridColor": RULE,
        "labelAngle": 0,
        "labelColor": INK,
        "labelFontSize": 14,
        "labelOverlap": True,
        "tickColor": RULE,
        "titleColor": QUIET,
        "titleFontSize": 14,
        "titleFontWeight": "normal",
    },
    "bar": {"color": COLOURS[0]},
    "header": {"labelColor": INK, "labelFontSize": 15, "titleColor": QUIET, "titleFontSize": 14},
    "legend": {"labelColor": INK, "labelFontSize": 14, "titleColor": QUIET, "titleFontSize": 14},
    "line": {"color": COLOURS[0], "strokeWidth": 2.5},
    "point": {"color": COLOURS[0], "filled": True, "size": 50},
    "range": {"category": COLOURS},
    "title": {"color": INK, "fontSize": 16, "fontWeight": 600, "anchor": "start"},
    "view": {"stroke": None},
}


def in_our_look(chart: dict[str, Any]) -> dict[str, Any]:
    """The same chart in our colours and typeface; what the chart itself says stands."""
    own = {key: value for key, value in chart.get("config", {}).items() if key != "view"}
    return {**chart, "config": {**LOOK, **own}}
