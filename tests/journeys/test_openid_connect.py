"""Signing in with an account elsewhere, in a browser: there, back, and to work."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from playwright.sync_api import Page, expect

from tests.openid_provider import Provider


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    with Provider(client_id="trellis", secret="kept between the two") as provider:
        provider.people["olive"] = {"sub": "42", "email": "office@oak.example", "email_verified": True}
        provider.people["stranger"] = {"sub": "7", "email": "me@elsewhere.example", "email_verified": True}
        app = {
            "provider_id": "northmoor",
            "name": "Northmoor",
            "client_id": provider.client_id,
            "secret": provider.secret,
            "settings": {"server_url": provider.url},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        # As web/settings.py does for each provider of sign-in.toml: a form may lead there.
        policy = deepcopy(settings.CONTENT_SECURITY_POLICY)
        policy["DIRECTIVES"]["form-action"].append(provider.url)
        settings.CONTENT_SECURITY_POLICY = policy
        yield provider


def arrive(page: Page, provider: Provider, who: str) -> None:
    page.context.route(f"{provider.url}/**", lambda route: route.continue_())
    page.goto("/")
    page.get_by_role("button", name="Sign in with Northmoor").click()
    page.get_by_role("button", name=who).click()


def test_an_account_elsewhere_lets_a_colleague_in(
    transactional_db, cast, provider, page, axe, picture
) -> None:
    arrive(page, provider, "olive")
    expect(page.get_by_text("Olive Ofori")).to_be_visible()
    page.goto("/schools/123456/settings/")
    expect(page.get_by_role("heading", name="Settings", exact=True)).to_be_visible()


def test_an_account_nobody_added_is_told_whom_to_ask(
    transactional_db, cast, provider, page, axe, fits, picture
) -> None:
    arrive(page, provider, "stranger")
    expect(page.get_by_role("heading", name="You are not known here")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "not-known-here")
