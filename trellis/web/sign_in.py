"""Signing in: only people a school has added, with a password, a passkey or the account they already have."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import get_adapter as second_factors
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class StaffAccounts(DefaultAccountAdapter):
    """Nobody makes an account for themselves: a school adds its people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class StaffFromProviders(DefaultSocialAccountAdapter):
    """Microsoft, Google or DfE Sign-in tell us who it is; they never add anybody."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


def second_factor_where_required(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Where the deployment requires a second factor, a person without one is asked to set it up first."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and _lacks_second_factor(request):
            return redirect("mfa_index")
        return get_response(request)

    return answer


def _lacks_second_factor(request: HttpRequest) -> bool:
    if not request.user.is_authenticated or request.path.startswith(
        reverse("account_login").rsplit("login/")[0]
    ):
        return False
    return not second_factors().is_mfa_enabled(request.user)
