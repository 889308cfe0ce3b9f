"""How what others wrote is set up where it is ours to decide."""

from allauth.socialaccount.apps import SocialAccountConfig


class SignInElsewhere(SocialAccountConfig):
    """Providers of sign-in are loaded with the addresses they answer at: a command has no use for them."""

    def ready(self) -> None:
        from allauth.socialaccount import checks  # noqa: F401, PLC0415 - it registers itself, once apps are ready
