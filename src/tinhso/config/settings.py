"""All settings of the product, in one file. What differs between installations is read from the environment."""

import tomllib
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from tinhso.config import env, local

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = local.ROOT
VAR = local.var()
TESTING = env.flag("TINHSO_TESTING")

# --- The province ---------------------------------------------------------------------------------------------
PACK = env.text("TINHSO_PACK", "tuyen-quang")  # a folder of packs/, or a path
PACK_DIR = ROOT / "packs" / PACK if "/" not in PACK else Path(PACK)
with (PACK_DIR / "pack.toml").open("rb") as _pack:
    TINHSO_PROVINCE_NAME = env.text("TINHSO_PROVINCE_NAME", tomllib.load(_pack)["pack"]["name"])
DEMO = env.flag("TINHSO_DEMO")  # shows the demo accounts on the login page; never in production

# --- Who may call ---------------------------------------------------------------------------------------------
SECRET_KEY = env.text("TINHSO_SECRET_KEY")
DEBUG = env.flag("TINHSO_DEBUG")
ALLOWED_HOSTS = env.words("TINHSO_HOSTS", "127.0.0.1,localhost,[::1],testserver")
HTTPS = env.flag("TINHSO_HTTPS")
CSRF_TRUSTED_ORIGINS = env.words("TINHSO_ORIGINS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = env.number("TINHSO_SESSION_SECONDS", 12 * 3600)
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
CSRF_FAILURE_VIEW = "tinhso.kernel.ui.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
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
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- The house ------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "tinhso.config",
    "tinhso.surfaces.demo",  # first, so that its template of the login page wins
    "tinhso.kernel.text",
    "tinhso.kernel.outbox",
    "tinhso.kernel.audit",
    "tinhso.kernel.rules",
    "tinhso.kernel.calendar",
    "tinhso.kernel.units",
    "tinhso.kernel.people",
    "tinhso.kernel.duties",
    "tinhso.kernel.documents",
    "tinhso.kernel.ui",
    "tinhso.domain.directives",
    "tinhso.surfaces.workspace",
    "tinhso.surfaces.board",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # weak networks; pads its answers against BREACH
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tinhso.kernel.ui.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tinhso.kernel.people.middleware.ScopeMiddleware",  # the transaction of the request and who acts in it
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tinhso.config.urls"
WSGI_APPLICATION = "tinhso.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tinhso.kernel.ui.context.page",
                *(["tinhso.surfaces.demo.context.accounts"] if DEMO else []),
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# --- The database ---------------------------------------------------------------------------------------------
# Three roles on one database: the owner migrates, the application serves requests behind row-level security,
# the worker runs jobs. TINHSO_DATABASE_ROLE says which one this process is.
DATABASE_ROLE = env.text("TINHSO_DATABASE_ROLE", "app")
DATABASES = {
    "default": dj_database_url.parse(
        env.text(local.ROLE_VARIABLES[DATABASE_ROLE], env.text("DATABASE_URL", "postgresql:///tinhso")),
        conn_max_age=None if DATABASE_ROLE == "app" and not TESTING else 0,
        conn_health_checks=True,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# --- Accounts -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "tinhso.kernel.people.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

# --- Language, time and numbers -------------------------------------------------------------------------------
# Vietnamese is the source: legal terms do not survive a round trip through English.
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["tinhso.kernel.text.locale_formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- Files ----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = Path(env.text("TINHSO_FILES", str(VAR / "files")))
MAX_UPLOAD_BYTES = env.number("TINHSO_MAX_UPLOAD_MB", 20) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG

# --- Mail -----------------------------------------------------------------------------------------------------
# Without a mail server messages are written to files under var/, so that a demo shows them.
EMAIL_HOST = env.text("TINHSO_MAIL_HOST")
EMAIL_PORT = env.number("TINHSO_MAIL_PORT", 25)
EMAIL_HOST_USER = env.text("TINHSO_MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("TINHSO_MAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("TINHSO_MAIL_TLS")
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR / "mail"
DEFAULT_FROM_EMAIL = env.text("TINHSO_MAIL_FROM", "Tỉnh Số <khong-tra-loi@tinhso.localhost>")
SITE_URL = env.text("TINHSO_URL", "http://127.0.0.1:8000")

# --- SMS and Zalo: gateways that speak the protocol of kernel/outbox/channels/gateway.py ------------------------
SMS_URL, SMS_TOKEN = env.text("TINHSO_SMS_URL"), env.text("TINHSO_SMS_TOKEN")
GATEWAY_TIMEOUT = 20
ZALO_URL, ZALO_TOKEN = env.text("TINHSO_ZALO_URL"), env.text("TINHSO_ZALO_TOKEN")
# How long a sender that lost its database session may take to come back before others take over what it sent.
OUTBOX_GRACE_SECONDS = env.number("TINHSO_OUTBOX_GRACE_SECONDS", 120)

# --- Logs: never a name, an address or a document's text ------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "tinhso": {"level": "INFO"},
        "procrastinate": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}
