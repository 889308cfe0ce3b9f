"""Signing in, as a person does it."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect

from trellis.schools.models import Person

PASSWORD = "three words together"


@pytest.fixture
def asha(transactional_db) -> Person:
    return Person.objects.create_user(email="asha.patel@oak.example", password=PASSWORD, name="Asha Patel")


def with_password(page: Page, password: str = PASSWORD) -> None:
    page.goto("/")
    page.get_by_label("E-mail address").fill("asha.patel@oak.example")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_password_lets_a_person_in_and_a_wrong_one_says_so(asha, page, axe, fits, picture) -> None:
    with_password(page, "not the password")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "sign-in-problem")
    with_password(page)
    expect(page.get_by_text("Asha Patel")).to_be_visible()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    picture(page, "sign-in")


def test_a_password_is_enough_without_script(asha, without_script) -> None:
    with_password(without_script)
    expect(without_script.get_by_text("Asha Patel")).to_be_visible()


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_an_authenticator_app_is_set_up_and_asked_for_from_then_on(asha, page, axe, fits, picture) -> None:
    with_password(page)
    page.get_by_role("link", name="Your sign-in").click()
    axe(page)
    fits(page)
    picture(page, "your-sign-in")
    page.get_by_role("button", name="Set up an app").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    axe(page)
    page.get_by_role("button", name="Confirm").click()
    axe(page)
    secret = page.locator(".trellis-secret").inner_text()
    page.get_by_label(re.compile("Authenticator code")).fill(code_for(secret))
    page.get_by_role("button", name="Set up the app").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "recovery-codes")

    page.get_by_role("button", name="Sign out").click()
    with_password(page)
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    axe(page)
    fits(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("Code").fill(unused_recovery_code(asha))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Asha Patel")).to_be_visible()


def test_a_passkey_is_added_and_then_needs_no_password(asha, page, axe, fits, picture) -> None:
    give_a_device_with_passkeys(page)
    with_password(page)
    page.get_by_role("link", name="Your sign-in").click()
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    axe(page)
    fits(page)
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/account/2fa/webauthn/")
    expect(page.get_by_role("rowheader", name="My laptop")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "passkeys")

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/**")  # and until its script is there, as somebody would
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Asha Patel")).to_be_visible()


def give_a_device_with_passkeys(page: Page) -> None:
    """A device that can keep passkeys, and a person who always says yes to it."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def unused_recovery_code(person: Person) -> str:
    return person.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
