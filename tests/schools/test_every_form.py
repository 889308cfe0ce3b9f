"""Every form × nonsense: whatever is sent where a choice, a number or a day belongs, the answer is a page
that says so and never a failure.

What a form sends is read from the pages themselves; what a view asks for besides is noted as it is asked.
"""

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import resolve
from lxml import html

from tests.schools.test_every_page import NO_NUMBER, STAFF, _noting, address, arguments

__all__ = ["arguments"]

FREE = {"textarea", "file", "submit", "button", "search", "email", "password"}
"""Controls in which anything may be written, and those in which nothing is."""
NUMBERS = {"hidden", "number"}
"""Controls in which a page that asks of nothing but numbers may meet none."""
BLANK = "\r\n\r\n"
"""Nothing but the ends of lines, where a table or a list is to be pasted."""


@dataclass
class Form:
    """A form as it stands on a page, who found it there, and in which of its fields a number may stand, or
    anything.
    """

    client: Client
    url: str
    values: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    numbers: set[str] = field(default_factory=set)
    free: set[str] = field(default_factory=set)
    pasted: set[str] = field(default_factory=set)

    def note(self, control: Any) -> None:
        name, kind = control.get("name"), control.get("type", control.tag)
        if kind in FREE:
            self.free.add(name)
            self.pasted |= {name} if kind == "textarea" else set()
        elif kind in NUMBERS:
            self.numbers.add(name)
        if not self.values[name] or control.get("checked") is not None:
            self.values[name] = [_said(control)]


def _said(control: Any) -> str:
    """What is chosen, or the first there is to choose; words where words belong."""
    if control.tag == "select":
        options = control.xpath(".//option[@selected]") or control.findall(".//option")
        return next((value for one in options if (value := one.get("value"))), "")
    if control.tag == "textarea":
        return control.text or "Words"
    return control.get("value") or {"text": "Words", "number": "1"}.get(control.get("type", "text"), "")


def _forms_on(response: Any, client: Client, url: str) -> Iterator[Form]:
    if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
        return
    for found in html.fromstring(response.content.decode()).forms:
        if found.method == "POST":
            form = Form(client, re.sub(r"[?#].*", "", found.get("action") or "") or url)
            for control in found.iterfind(".//*[@name]"):
                if control.get("name") != "csrfmiddlewaretoken":
                    form.note(control)
            yield form


def _every_form(at_school: Client, above: Client, arguments: dict[str, Any]) -> dict[str, list[Form]]:
    """Every form of a page of ours by the view it is sent to; a view to which none leads is sent nothing."""
    known: dict[str, list[Form]] = {page.name: [] for page in STAFF}
    bare = {}
    for page in STAFF:
        client, url = at_school if "urn" in page.arguments else above, address(page, arguments)
        bare.setdefault(page.name, Form(client, url))
        for form in _forms_on(client.get(url), client, url):
            if (name := resolve(form.url).view_name) in known:
                known[name].append(form)
    return {name: held or [bare[name]] for name, held in known.items()}


@contextmanager
def _nothing_stays(name: str, kept: Path) -> Iterator[None]:
    """What is done in it is undone: in the database, and to files that wait to be imported."""
    files = Path(settings.TRELLIS_DATA) / "files"
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    if name.startswith("imports:"):
        shutil.rmtree(files)
        shutil.copytree(kept, files)


def test_no_form_fails_whatever_is_sent_in_it(arguments, cast, sign_in, monkeypatch, tmp_path):
    asked: set[str] = set()
    at_school, above = sign_in(cast.head), sign_in(cast.trust_officer)
    at_school.raise_request_exception = above.raise_request_exception = False
    known, kept = _every_form(at_school, above, arguments), tmp_path / "kept"
    shutil.copytree(Path(settings.TRELLIS_DATA) / "files", kept)
    for reads in ("__getitem__", "getlist"):
        monkeypatch.setattr(QueryDict, reads, _noting(getattr(QueryDict, reads), asked))
    refused, failed, done = 0, [], set()

    def send(name: str, form: Form, values: dict[str, Any]) -> int:
        with _nothing_stays(name, kept):
            return form.client.post(form.url, values).status_code

    for name, form in ((name, form) for name, held in known.items() for form in held):
        asked.clear()
        send(name, form, form.values)
        for one in sorted((asked | form.values.keys()) - form.free):
            each = name, re.sub(r"\d+", "0", one)
            for nonsense in [] if each in done else [NO_NUMBER, "x"] if one in form.numbers else [NO_NUMBER]:
                status = send(name, form, form.values | {one: nonsense})
                refused += status == 400
                failed += [(name, one, nonsense)] if status >= 500 else []
            done.add(each)
        for one in sorted(form.pasted):
            if (each := (name, re.sub(r"\d+", "0", one))) not in done:
                done.add(each)
                failed += [(name, one, BLANK)] if send(name, form, form.values | {one: BLANK}) >= 500 else []
    assert failed == []
    assert refused > 300  # the forms were read
    assert at_school.get("/").status_code == 200  # nobody was signed out on the way
