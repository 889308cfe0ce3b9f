"""Signing in: only people a school has added, with a password, a passkey or the account they already have."""

from collections.abc import Callable
from datetime import date
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter as second_factors
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from trellis.schools.models import SIGNED_IN, Person, School
from trellis.schools.settings import settings_of

SETTLED = "second_factor_settled"


class StaffAccounts(DefaultAccountAdapter):
    """Nobody makes an account for themselves: a school adds its people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class ByPassword(AuthenticationBackend):
    """Signing in by address and password; whoever is signed in is found again on every page."""

    def get_user(self, user_id: int) -> Person | None:
        person = next(iter(SIGNED_IN.ask(person=user_id)), None)
        return person if person and self.user_can_authenticate(person) else None


class StaffFromProviders(DefaultSocialAccountAdapter):
    """Microsoft, Google or DfE Sign-in tell us who it is; they never add anybody."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: Any) -> tuple[Person, str] | None:
        """The person a school added under the address the provider has verified; nobody else.

        Verified means true: some providers write "false" as a word. Their school vouched for the address when
        it added them, so a password they already have stays theirs.
        """
        told = [address.email.lower() for address in sociallogin.email_addresses if address.verified is True]
        person = Person.objects.filter(email__in=told, is_active=True).first()
        if person is None:
            return None
        known = {"verified": True, "primary": True}
        EmailAddress.objects.update_or_create(user=person, email=person.email, defaults=known)
        return person, person.email


def second_factor_where_needed(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Whoever needs a second factor and has none sets it up before anything else."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR != "offered" and _must_set_up(request):
            return redirect("mfa_index")
        return get_response(request)

    return answer


def _must_set_up(request: HttpRequest) -> bool:
    """Asked once a session: whoever is let through stays so until they sign in again."""
    if request.session.get(SETTLED) or not request.user.is_authenticated or _at_the_door(request):
        return False
    if (
        _signed_in_elsewhere(request)
        or second_factors().is_mfa_enabled(request.user)
        or not needs_second_factor(request.user, timezone.localdate())
    ):
        request.session[SETTLED] = True
        return False
    return True


def _signed_in_elsewhere(request: HttpRequest) -> bool:
    """Whether Microsoft, Google or DfE Sign-in let them in: the step besides a password is theirs to ask."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "socialaccount" for record in records)


def _at_the_door(request: HttpRequest) -> bool:
    """The pages on which one signs in, signs out, sets up a second factor or changes the language."""
    return request.path.startswith((reverse("account_login").removesuffix("login/"), reverse("set_language")))


def needs_second_factor(person: Person, day: date) -> bool:
    """As the deployment says for all; else as the schools of the person's posts have decided."""
    if settings.SECOND_FACTOR == "required":
        return True
    posts = person.posts_on(day)
    schools = {post.pk: list(_schools_of(post, day)) for post in posts}
    decided = settings_of({school for held in schools.values() for school in held}, ["second_factor"], day)
    for post in posts:
        wide = post.role_class.reaches_many_children()
        for school in schools[post.pk]:
            choice = decided[school.pk]["second_factor"].value
            if choice == "everybody" or (choice == "wide" and wide):
                return True
    return False


def _schools_of(post: Any, day: date) -> Any:
    if post.school_id:
        return School.objects.filter(pk=post.school_id)
    return School.objects.in_grouping(post.grouping, day)
