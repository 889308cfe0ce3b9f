"""A plan of Oak Primary as its head wrote it in Word: themes, evidence, six columns, costs and questions."""

import io

import docx
from docx.enum.section import WD_ORIENT

CAPTIONS = [
    "End of year outcomes",
    "Actions (what will be done and by whom)",
    "Evaluation (evaluative question for governors)",
    "Monitoring",
    "Milestones",
    "Who / Costings",
]
THEMES = {
    "Priority 1: Behaviour and attitudes – everybody in school, every day": [
        [
            "Attendance is at or above 97%.",
            "Ring every home by 9:30.\nWrite home each half-term with the traffic lights.",
            "Which families have we not heard from, and why?",
            "Weekly list to the head\nHalf-termly letters",
            "Autumn: every class has its list.\nSpring: 96% for the term.\nSummer: 97% for the year.",
            "OO AA\n£1,200 for an hour more in the office",
        ],
        [
            "Persistent absence is below national.",
            "Meet families whose children miss a day a week, at school or at home.",
            "Did the meetings help, compared with children like them?",
            "Inclusion team each Thursday",
            "Autumn: first meetings held.",
            "AAIL\n£300 for travel?",
        ],
        [
            "Children are on time.",
            "A welcome at the gate, and breakfast for those who want it.",
            "Who is still late, and what would help?",
            "Late book",
            "Autumn: half as many lates.",
            "IL\nCost above",
        ],
    ],
    "Priority 2: Quality of education – every child reads": [
        [
            "Nine in ten meet the phonics standard.",
            "Fifteen minutes more a day for those who need it.",
            "Who is not keeping up, and what is being done?",
            "Learning walks",
            "March: two thirds are there.",
            "TT\n£2,400 and books 250",
        ]
    ],
}


def word_document() -> bytes:
    """The plan as a .docx file."""
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading("Oak Primary School Improvement Plan 2024-25", level=1)
    document.add_heading("Our vision", level=2)
    document.add_paragraph(
        "Every child is here, is known, and goes home having learnt something worth telling."
    )
    for theme, rows in THEMES.items():
        document.add_heading(theme, level=2)
        table = document.add_table(rows=0, cols=len(CAPTIONS), style="Table Grid")
        for row in [CAPTIONS, *rows]:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
