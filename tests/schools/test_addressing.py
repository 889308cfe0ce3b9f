"""Addresses in bulk: the same as each looked up by itself."""

from django.template import Context, Template
from django.urls import reverse

from trellis.schools.addressing import each_address, each_address_by_name, each_address_of

NUMBERS = (1, 7, 1200, 1_234_567)


def test_each_address_is_what_looking_it_up_by_itself_gives():
    for name in ("plans:row", "plans:notes", "plans:criterion"):
        address = each_address(name, "123456", 5)
        assert [address(number) for number in NUMBERS] == [
            reverse(name, args=["123456", 5, number]) for number in NUMBERS
        ]


def test_one_with_several_numbers_is_what_looking_it_up_by_itself_gives():
    address = each_address_of("attendance:answer_step", "123456", numbers=3)
    for numbers in ((1, 2, 0), (1200, 1_234_567, 45)):
        assert address(*numbers) == reverse("attendance:answer_step", args=["123456", *numbers])


def test_one_that_names_a_class_is_what_looking_it_up_by_itself_gives():
    morning = ["2024-09-10", "am"]
    register = each_address_by_name("registers:register", "123456", then=morning)
    for name in ("3B", "Year 3/4", "Dŵr & Tân"):
        assert register(name) == reverse("registers:register", args=["123456", name, *morning])


def test_a_template_asks_once_above_its_rows():
    rows = "{% for number in numbers %}{{ number|address_in:rows }} {% endfor %}"
    template = Template('{% addresses "plans:notes" urn 5 as rows %}' + rows)
    shown = template.render(Context({"urn": "123456", "numbers": NUMBERS}))
    assert shown.split() == [reverse("plans:notes", args=["123456", 5, number]) for number in NUMBERS]
