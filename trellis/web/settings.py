"""How one Trellis is set up. Everything a deployment may choose is read here, from the environment.

TRELLIS_DATA           where the data lives (default ./var)
DATABASE_URL           PostgreSQL instead of SQLite
ACCESS_LOG_URL         where the access log lives (default: beside the main database, in one of its own)
TRELLIS_HOSTS          names the site answers to, separated by commas (default: this machine only)
TRELLIS_ADDRESS        where families reach the site, for links in messages (default: the first of its names)
TRELLIS_HTTPS          1 where the site is reached over https, behind a proxy that says so
TRELLIS_SECOND_FACTOR  required of everybody, offered, or as the schools decide (default: schools)
TRELLIS_EMAIL_URL      smtp://user:password@host:587/?tls=true (default: e-mail is written to the outbox)
TRELLIS_NOTIFY_URL     where GOV.UK Notify is (default: its own address)
TRELLIS_DEBUG          1 for developers: pages show their errors
"""

import os
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from trellis.web.databases import access_log_database, main_database
from trellis.web.secret_key import kept_secret


def chosen(name: str) -> bool:
    """A yes-or-no choice: 1 is yes, 0 or nothing is no, and anything else is refused rather than guessed."""
    answer = os.environ.get(name, "0")
    if answer not in {"0", "1", ""}:
        raise ValueError(f"{name} is {answer!r}: set it to 1 or 0.")
    return answer == "1"


BASE = Path(__file__).resolve().parent

# ── Where the data lives ────────────────────────────────────────────────────────────────────────────────────

TRELLIS_DATA = Path(os.environ.get("TRELLIS_DATA") or "var").resolve()

SECRET_KEY = kept_secret(TRELLIS_DATA / "secret-key")

DATABASES = {
    "default": main_database(os.environ.get("DATABASE_URL", ""), TRELLIS_DATA),
    "access_log": access_log_database(
        os.environ.get("ACCESS_LOG_URL", ""), os.environ.get("DATABASE_URL", ""), TRELLIS_DATA
    ),
}
DATABASE_ROUTERS = ["trellis.web.databases.AccessLogApart"]
# Failed sign-ins and spent codes are counted here, so every process must see the same.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── Rooms and what they stand on ────────────────────────────────────────────────────────────────────────────

INSTALLED_APPS = [
    # Rooms, lowest floor first.
    "trellis.imports",
    "trellis.schools",
    "trellis.registers",
    "trellis.rhythm",
    "trellis.evidence",
    "trellis.messages",
    "trellis.telling",
    "trellis.gatherings",
    "trellis.learning",
    "trellis.conduct",
    "trellis.support",
    "trellis.attendance",
    "trellis.plans",
    "trellis.web",
    # What they stand on.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "trellis.web.apps.SignInElsewhere",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.forms",
    "simple_history",
    "template_partials",
]

# What a command that only counts is set up with: the rooms that hold the registers and what these stand on.
COUNTING_APPS = [
    "trellis.imports",
    "trellis.schools",
    "trellis.registers",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "trellis.web.content_policy.content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "trellis.web.sign_in.second_factor_where_needed",
    "trellis.web.views.not_this_way",
]

ROOT_URLCONF = "trellis.web.urls"
WSGI_APPLICATION = "trellis.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before any app's own, so that the sign-in pages wear our shell.
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["trellis.web.templatetags.components"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trellis.web.navigation.navigation",
            ],
        },
    }
]

# Forms come out as GOV.UK's: templates/django/forms stands before Django's own.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ── Words, days and hours ───────────────────────────────────────────────────────────────────────────────────

LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE / "locale"]
# A page is offered in Welsh once a person has translated its words (`make words`): half a translation, called
# Welsh, would be read aloud as nonsense. Letters home have their own languages and their own approval.
LANGUAGES = [
    (code, words)
    for code, words in (("en", _("English")), ("cy", _("Welsh")))
    if code == LANGUAGE_CODE or (BASE / "locale" / code / "LC_MESSAGES" / "django.mo").exists()
]
USE_I18N = True
TIME_ZONE = "Europe/London"
USE_TZ = True
FORMAT_MODULE_PATH = ["trellis.web.formats"]
# The academic year begins in August; the week begins on Monday.
FIRST_DAY_OF_WEEK = 1

# ── Style, script and pictures ──────────────────────────────────────────────────────────────────────────────

STATIC_URL = "static/"
# Served straight from the package: nothing to collect, nothing to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = chosen("TRELLIS_DEBUG")
# A built file carries the hash of what is in it, so a browser may keep it for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"/built/.+-[0-9A-Z]{8}\.\w+$"

# ── Signing in ──────────────────────────────────────────────────────────────────────────────────────────────

AUTH_USER_MODEL = "schools.Person"
AUTHENTICATION_BACKENDS = ["trellis.web.sign_in.ByPassword"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "trellis.web.sign_in.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the school vouches for the address when it adds the person
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "trellis.web.passwords.SignIn",
    "reset_password": "trellis.web.passwords.AskToReset",
    "change_password": "trellis.web.passwords.ChangePassword",
    "set_password": "trellis.web.passwords.SetPassword",
    "reset_password_from_key": "trellis.web.passwords.ResetPassword",
}

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Trellis"
MFA_TOTP_TOLERANCE = 1

SECOND_FACTOR = os.environ.get("TRELLIS_SECOND_FACTOR", "schools")
if SECOND_FACTOR not in {"required", "offered", "schools"}:
    raise ValueError(f"TRELLIS_SECOND_FACTOR is {SECOND_FACTOR!r}: set it to required, offered or schools.")


def sign_in_providers(path: Path) -> list[dict]:
    """Microsoft, Google, DfE Sign-in and the like, as the deployment's sign-in.toml names them.

    [[provider]]
    provider_id = "dfe"
    name = "DfE Sign-in"
    client_id = "…"
    secret = "…"
    server_url = "https://…"
    verified_email = ["oak.example"]    # the domains it vouches for, where it does not say so itself
    """
    if not path.exists():
        return []
    providers = tomllib.loads(path.read_text(encoding="utf-8")).get("provider", [])
    for provider in providers:
        missing = {"provider_id", "name", "client_id", "secret", "server_url"} - provider.keys()
        if missing:
            raise ValueError(f"{path.name}: a provider lacks {', '.join(sorted(missing))}.")
    return providers


SIGN_IN_PROVIDERS = sign_in_providers(TRELLIS_DATA / "sign-in.toml")
SOCIALACCOUNT_ADAPTER = "trellis.web.sign_in.StaffFromProviders"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": provider["provider_id"],
                "name": provider["name"],
                "client_id": provider["client_id"],
                "secret": provider["secret"],
                "settings": {
                    key: provider[key] for key in ("server_url", "verified_email") if key in provider
                },
            }
            for provider in SIGN_IN_PROVIDERS
        ],
    }
}

# ── Safety ──────────────────────────────────────────────────────────────────────────────────────────────────

DEBUG = chosen("TRELLIS_DEBUG")
ALLOWED_HOSTS = os.environ.get("TRELLIS_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

HTTPS = chosen("TRELLIS_HTTPS")
# Without https a browser offers passkeys on this machine only, where nobody listens in between.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Where a link in a message leads: a text is sent by a worker, which nobody has called by any name.
SITE_ADDRESS = os.environ.get(
    "TRELLIS_ADDRESS", f"https://{ALLOWED_HOSTS[0]}" if HTTPS else "http://127.0.0.1:8000"
).rstrip("/")
CSRF_FAILURE_VIEW = "trellis.web.views.form_too_old"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "trellis.web.sessions"
SESSION_COOKIE_AGE = 12 * 3600  # a school day, and no longer
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # Browsers hold a form to this through its redirects too, and signing in elsewhere is one.
        "form-action": [
            SELF,
            *("{0.scheme}://{0.netloc}".format(urlsplit(p["server_url"])) for p in SIGN_IN_PROVIDERS),
        ],
    }
}

# Files people bring: a spreadsheet of a large school's year is under 20 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_PERMISSIONS = 0o600

# ── What leaves, and what is done later ─────────────────────────────────────────────────────────────────────


def email_settings(url: str) -> dict:
    """Where e-mail goes: the server of a URL, or files in the outbox so that nothing leaves by accident."""
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": TRELLIS_DATA / "outbox" / "email",
        }
    parts = urlsplit(url)
    if parts.scheme != "smtp" or not parts.hostname:
        raise ValueError("TRELLIS_EMAIL_URL must look like smtp://user:password@host:587/?tls=true.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or 587,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parse_qs(parts.query).get("tls", ["true"]) == ["true"],
    }


globals().update(email_settings(os.environ.get("TRELLIS_EMAIL_URL", "")))
NOTIFY_URL = os.environ.get("TRELLIS_NOTIFY_URL", "https://api.notifications.service.gov.uk").rstrip("/")
DEFAULT_FROM_EMAIL = os.environ.get("TRELLIS_EMAIL_FROM", "trellis@localhost")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# ── What is written down about running, which is never about a child ────────────────────────────────────────

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"nobody": {"()": "trellis.web.logs.NobodyNamed"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["nobody"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django_tasks": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "trellis": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
