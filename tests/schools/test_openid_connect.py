"""Signing in with the account one has: the provider says who it is, the school whether they may."""

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.openid_provider import Provider
from trellis.schools.models import Person, School

BEGIN = "/account/oidc/northmoor/login/"


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    with Provider(client_id="trellis", secret="kept between the two") as provider:
        use(provider, settings)
        yield provider


def use(provider: Provider, settings: Any, **also: Any) -> None:
    """The provider as a deployment's sign-in.toml names it."""
    app = {
        "provider_id": "northmoor",
        "name": "Northmoor sign-in",
        "client_id": provider.client_id,
        "secret": provider.secret,
        "settings": {"server_url": provider.url, **also},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def sign_in_with(client: Client, who: str) -> Any:
    """Go to the provider, say who one is, and come back with its answer."""
    there = client.post(BEGIN)
    assert there.status_code == 302, there.content
    back = requests.get(f"{there.url}&who={who}", allow_redirects=False, timeout=5).headers["Location"]
    query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    return client.get(urlsplit(back).path, query)


def test_a_person_the_school_added_signs_in_and_sees_what_their_posts_allow(cast, client, provider):
    provider.people["olive"] = {"sub": "42", "email": "Office@Oak.example", "email_verified": True}
    people = Person.objects.count()
    response = sign_in_with(client, "olive")
    assert (response.status_code, response.url) == (302, "/")
    assert client.get("/schools/123456/settings/").status_code == 200
    assert client.get("/schools/234567/settings/").status_code == 404
    assert Person.objects.count() == people


def test_the_same_account_comes_back_as_the_same_person_whatever_address_it_then_gives(
    cast, client, provider
):
    provider.people["olive"] = {"sub": "42", "email": "office@oak.example", "email_verified": True}
    sign_in_with(client, "olive")
    client.post("/account/logout/")
    provider.people["olive"] = {"sub": "42", "email": "head@oak.example", "email_verified": True}
    sign_in_with(client, "olive")
    assert int(client.session["_auth_user_id"]) == cast.office.pk


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "7", "email": "stranger@elsewhere.example", "email_verified": True},
        {"sub": "7", "email": "office@oak.example", "email_verified": False},
        {"sub": "7", "email": "office@oak.example", "email_verified": "false"},
        {"sub": "7", "email": "office@oak.example"},
        {"sub": "7"},
    ],
)
def test_nobody_is_let_in_or_added_whom_the_school_does_not_know_by_a_verified_address(
    cast, client, provider, claims
):
    provider.people["somebody"] = claims
    people = set(Person.objects.values_list("email", flat=True))
    response = sign_in_with(client, "somebody")
    assert "You are not known here" in response.content.decode()
    assert "_auth_user_id" not in client.session
    assert set(Person.objects.values_list("email", flat=True)) == people


def test_somebody_whose_account_was_closed_is_not_let_in(cast, client, provider):
    provider.people["olive"] = {"sub": "42", "email": "office@oak.example", "email_verified": True}
    Person.objects.filter(pk=cast.office.pk).update(is_active=False)
    sign_in_with(client, "olive")
    assert "_auth_user_id" not in client.session


def test_somebody_without_a_post_signs_in_and_reaches_nothing(cast, client, provider):
    newcomer = Person.objects.create_user(email="new@oak.example", name="Nia Nash")
    provider.people["nia"] = {"sub": "9", "email": "new@oak.example", "email_verified": True}
    sign_in_with(client, "nia")
    assert int(client.session["_auth_user_id"]) == newcomer.pk
    assert not School.objects.visible_to(newcomer)
    assert "You have no post at a school today" in client.get("/settings/").content.decode()


def test_a_provider_that_says_nothing_of_verifying_may_be_believed_for_its_own_domain(
    cast, client, provider, settings
):
    use(provider, settings, verified_email=["oak.example"])
    provider.people["olive"] = {"sub": "42", "email": "office@oak.example"}
    provider.people["mallory"] = {"sub": "66", "email": "mr_outside@elm.example"}
    sign_in_with(client, "mallory")
    assert "_auth_user_id" not in client.session
    sign_in_with(client, "olive")
    assert int(client.session["_auth_user_id"]) == cast.office.pk


def test_a_password_somebody_has_stays_theirs(cast, client, provider):
    cast.office.set_password("three words together")
    cast.office.save()
    provider.people["olive"] = {"sub": "42", "email": "office@oak.example", "email_verified": True}
    sign_in_with(client, "olive")
    assert Client().login(email="office@oak.example", password="three words together")


def test_the_second_step_besides_a_password_is_the_providers(cast, client, provider, settings):
    settings.SECOND_FACTOR = "schools"
    provider.people["olive"] = {"sub": "42", "email": "office@oak.example", "email_verified": True}
    sign_in_with(client, "olive")
    assert client.get("/schools/123456/settings/").status_code == 200


def test_whoever_has_set_up_an_app_here_is_asked_for_its_code_all_the_same(cast, client, provider):
    Authenticator.objects.create(user=cast.office, type=Authenticator.Type.TOTP, data={"secret": "x"})
    provider.people["olive"] = {"sub": "42", "email": "office@oak.example", "email_verified": True}
    response = sign_in_with(client, "olive")
    assert response.url.startswith("/account/2fa/authenticate/")
    assert client.get("/schools/123456/settings/").status_code == 302


def test_an_answer_nobody_asked_for_is_refused(cast, client, provider, caplog):
    caplog.set_level(logging.CRITICAL)
    provider.people["olive"] = {"sub": "42", "email": "office@oak.example", "email_verified": True}
    there = client.post(BEGIN)
    back = requests.get(f"{there.url}&who=olive", allow_redirects=False, timeout=5).headers["Location"]
    stranger = Client()
    parts = urlsplit(back)
    stranger.get(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})
    assert "_auth_user_id" not in stranger.session


def test_the_sign_in_page_offers_the_provider(provider, client, db):
    page = client.get("/account/login/").content.decode()
    assert "Northmoor sign-in" in page
    assert f'action="{BEGIN}?process=login"' in page
