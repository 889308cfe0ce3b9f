"""Every link × a reader of each kind: whatever a page leads somebody to opens for them.

The pages are those of `test_every_page`, with something of every kind at Oak and in its trust.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

from tests.schools.test_every_page import OURS, Page, address, arguments
from trellis.schools.models import Person

__all__ = ["arguments"]

READERS = ("head", "attendance_lead", "office", "teacher", "governor", "authority_officer")
HERE = "http://testserver"
ENOUGH = 10
"""Of the links of one page to one kind of page, such as the wordings of letters, no more are followed."""


def test_every_link_that_a_reader_is_shown_opens_for_them(arguments, cast, sign_in):
    broken, followed = [], 0
    for name in READERS:
        client = sign_in(cast.people[name])
        client.raise_request_exception = False
        opened, led = _led_from_every_page(client, cast.people[name], arguments)
        for link, page in led.items():
            if link not in opened and (status := client.get(link, follow=True).status_code) != 200:
                broken.append((name, page, link, status))
        followed += len(led)
    assert broken == []
    assert followed > 1000  # the links were read


def _led_from_every_page(
    client: Client, reader: Person, arguments: dict[str, Any]
) -> tuple[set[str], dict[str, str]]:
    """What a reader was shown, and what that leads to: each address once, by the page that leads there."""
    opened: set[str] = set()
    led: dict[str, str] = {}
    for page in (page for page in OURS if _might_open(reader, page)):
        response = client.get(url := address(page, arguments), follow=True)
        if response.status_code != 200:
            continue
        shown_at = response.redirect_chain[-1][0] if response.redirect_chain else url
        opened |= {url, shown_at}
        kinds: Counter[str] = Counter()
        for link in _links_on(response, shown_at):
            if link not in led and link not in opened:
                kinds[kind := _kind(link)] += 1
                led |= {link: page.name} if kinds[kind] <= ENOUGH else {}
    return opened, led


def _might_open(reader: Person, page: Page) -> bool:
    """Not where nobody of this reader's posts may, at any school."""
    return page.policy.permission is None or bool(reader.reach(page.policy.permission))


def _links_on(response: Any, shown_at: str) -> Iterator[str]:
    """The addresses of ours that a page leads to."""
    if "text/html" in response.headers["Content-Type"]:
        for one in html.fromstring(response.content.decode()).iterfind(".//a[@href]"):
            link, _place = urldefrag(urljoin(HERE + shown_at, one.get("href")))
            if link.startswith(f"{HERE}/"):
                yield link.removeprefix(HERE)


def _kind(link: str) -> str:
    """Which of our pages stands at an address."""
    try:
        return resolve(urlsplit(link).path).view_name
    except Resolver404:
        return link
