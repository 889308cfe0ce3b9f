"""Journeys walk the pages in a real browser: Debian's Chromium, driven by Playwright, against a live server.

    def test_a_head_reads_the_year(cast, page, enter, axe, fits, picture):
        enter(page, cast.head)
        page.goto("/")
        axe(page)

`page` is a desktop browser (1280 wide), `phone` a telephone (390 wide, by thumb), `without_script` a browser
that runs none, and `open_page` opens any other. The browser reaches this machine only; any complaint on its
console fails the journey, and so does a page that breaks its own content policy.
"""

import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Route,
    expect,
    sync_playwright,
)

from trellis.schools.models import Person

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

# Patience costs nothing where a page answers, and a busy machine is no reason to fail.
expect.set_options(timeout=15_000)

# Playwright keeps an event loop running in this thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without what a browser does by itself on the network."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail("Chromium is not installed: run `make browser`, or install it by hand, and try again.")
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patched:
        patched.setattr(Locator, "click", _clicked(Locator.click))
        browser = playwright.chromium.launch(
            executable_path=program,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--font-render-hinting=none",
                "--lang=en-GB",
            ],
        )
        yield browser
        browser.close()


def _clicked(click: Callable[..., None]) -> Callable[..., None]:
    """Clicks end when the page they lead to is whole: one that is still coming moves under the next click,
    and does not hold all that is looked for.
    """

    def clicked(locator: Locator, **how: Any) -> None:
        click(locator, **how)
        locator.page.wait_for_load_state("load")

    return clicked


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Open a browser of one's own: its size, whether by thumb, whether it runs script."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(*, size: dict[str, int] = DESKTOP, thumb: bool = False, script: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=size,
            has_touch=thumb,
            java_script_enabled=script,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        context.route(lambda url: not url.startswith((live_server.url, "data:", "blob:")), _refuse)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _listen(message, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints, "The browser complained:\n" + "\n".join(complaints)


def _refuse(route: Route) -> None:
    route.abort("blockedbyclient")


def _listen(message: ConsoleMessage, complaints: list[str]) -> None:
    """Errors and broken policies; an answer such as 404 is the journey's own business."""
    if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
        complaints.append(f"{message.type}: {message.text}")


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A desktop browser, 1280 wide."""
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A telephone, 390 wide, by thumb."""
    return open_page(size=PHONE, thumb=True)


@pytest.fixture
def without_script(open_page: Callable[..., Page]) -> Page:
    """A desktop browser that runs no script."""
    return open_page(script=False)


@pytest.fixture
def enter(live_server) -> Callable[..., None]:
    """Sign somebody in without the sign-in page, which has a journey of its own."""

    def entered(page: Page, person: Person) -> None:
        client = Client()
        client.force_login(person)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    return entered


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Assert that a page breaks no rule of WCAG 2.2 A and AA that a machine can check."""

    def checked(page: Page) -> None:
        page.wait_for_load_state("load")  # colours and sizes are the style sheet's
        # Evaluated by the browser's debugger, so that the page's own policy need not allow it.
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            """() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"""
        )
        broken = [
            {"rule": one["id"], "says": one["help"], "where": [node["html"] for node in one["nodes"]][:5]}
            for one in found["violations"]
        ]
        assert not broken, json.dumps(broken, indent=2)

    return checked


def keeps_pictures() -> bool:
    """Whether this run keeps what the documentation shows (TRELLIS_PICTURES=1)."""
    return os.environ.get("TRELLIS_PICTURES") == "1"


@pytest.fixture
def picture() -> Callable[..., None]:
    """Keep a picture of a page for the documentation: docs/pictures/NAME.png, when TRELLIS_PICTURES=1."""

    def taken(page: Page, name: str, *, whole: bool = True) -> None:
        if not keeps_pictures():
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.evaluate("document.fonts.ready")
        shot = page.screenshot(full_page=whole, animations="disabled", caret="hide")
        # Pages have few colours: with so many they look the same, in a third of the room.
        few = (
            Image.open(io.BytesIO(shot))
            .convert("RGB")
            .quantize(128, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        )
        few.save(PICTURES / f"{name}.png", optimize=True)

    return taken


@pytest.fixture
def printed() -> Callable[[bytes, str], None]:
    """Keep a document for the documentation: docs/pictures/NAME, when TRELLIS_PICTURES=1."""

    def kept(content: bytes, name: str) -> None:
        if keeps_pictures():
            PICTURES.mkdir(parents=True, exist_ok=True)
            (PICTURES / name).write_bytes(content)

    return kept


@pytest.fixture
def fits() -> Callable[[Page], None]:
    """Assert that a page needs no sideways scrolling at 320 pixels."""

    def checked(page: Page) -> None:
        page.wait_for_load_state("load")  # words stand there before the style sheet does, and are wider
        size = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 640})
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size(size)
        assert wide <= 320, f"The page is {wide} pixels wide on a screen of 320."

    return checked


@pytest.fixture
def looked_at(axe: Callable[[Page], None], fits: Callable[[Page], None]) -> Callable[[Page], None]:
    """Assert both: that a page breaks no rule a machine can check, and fits 320 pixels."""

    def checked(page: Page) -> None:
        axe(page)
        fits(page)

    return checked
