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
SECRET_KEY_FALLBACKS = env.words("TINHSO_OLD_SECRET_KEYS")
DEBUG = env.flag("TINHSO_DEBUG")
ALLOWED_HOSTS = env.words("TINHSO_HOSTS", "127.0.0.1,localhost,[::1],testserver")
HTTPS = env.flag("TINHSO_HTTPS")
CSRF_TRUSTED_ORIGINS = env.words("TINHSO_ORIGINS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = env.number("TINHSO_SESSION_SECONDS", 12 * 3600)
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "tinhso.kernel.people.sessions"
TRUSTED_PROXIES = env.words(
    "TINHSO_TRUSTED_PROXIES"
)  # addresses or networks whose X-Forwarded-For is believed
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
    "tinhso.domain.drafting",
    "tinhso.domain.proposals",
    "tinhso.domain.limitations",
    "tinhso.domain.programmes",
    "tinhso.domain.sessions",
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
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "tinhso.config.operations.monitoring.Monitored",  # probes need nothing below; times everything below
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # weak networks; pads its answers against BREACH
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tinhso.kernel.people.sessions.Sessions",
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
# Statements that come back are parsed and planned once per connection. Through PgBouncer: max_prepared_statements > 0.
DATABASES["default"].setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# --- Accounts -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["tinhso.kernel.people.accounts.Backend"]
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
ACCOUNT_CHANGE_EMAIL = True  # one address; a new one takes its place once it has answered
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before the address changes: links to enter by go there
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = (
    False  # allauth counts per address and process: see kernel/people/lockout.py
)
ACCOUNT_FORMS = {
    "change_password": "tinhso.kernel.people.account_pages.profile.ChangePasswordForm",
    "reset_password": "tinhso.kernel.people.account_pages.profile.ResetPasswordForm",
    "reset_password_from_key": "tinhso.kernel.people.account_pages.profile.NewPasswordForm",
    "user_token": "tinhso.kernel.people.account_pages.profile.TokenForm",
    "add_email": "tinhso.kernel.people.account_pages.profile.AddressForm",
}
MFA_ADAPTER = "tinhso.kernel.people.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are entered by administrators
MFA_TOTP_TOLERANCE = 1  # phones' clocks differ by half a minute
MFA_FORMS = {
    "authenticate": "tinhso.kernel.people.second_factor.SecondStepForm",
    "reauthenticate": "tinhso.kernel.people.second_factor.ConfirmByCodeForm",
    "activate_totp": "tinhso.kernel.people.second_factor.ActivateAppForm",
    "add_webauthn": "tinhso.kernel.people.account_pages.second_factor.PasskeyForm",
    "login_webauthn": "tinhso.kernel.people.second_factor.PasskeyLoginForm",
}
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
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "tinhso.kernel.documents.uploads.CappedFile",
]
CLAMD = env.text("TINHSO_CLAMD")  # the virus scanner: tcp://host:3310 or a socket's path; empty = none
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

# --- The provable trace ---------------------------------------------------------------------------------------
AUDIT_SEAL_SECONDS = env.number("TINHSO_AUDIT_SEAL_SECONDS", 5)
AUDIT_KEY_FILE = Path(env.text("TINHSO_AUDIT_KEY_FILE", str(VAR / "audit-key.pem")))  # never in the database
# Where roots go so that the operator cannot rewrite history alone; none by default.
AUDIT_ROOTS_FILE = env.text("TINHSO_AUDIT_ROOTS_FILE")
AUDIT_ROOTS_MAIL = env.words("TINHSO_AUDIT_ROOTS_MAIL")
AUDIT_ROOTS_URL = env.text("TINHSO_AUDIT_ROOTS_URL")
AUDIT_ROOTS_TOKEN = env.text("TINHSO_AUDIT_ROOTS_TOKEN")  # sent as Bearer

# --- SMS and Zalo: gateways that speak the protocol of kernel/outbox/channels/gateway.py ------------------------
SMS_URL, SMS_TOKEN = env.text("TINHSO_SMS_URL"), env.text("TINHSO_SMS_TOKEN")
GATEWAY_TIMEOUT = 20
ZALO_URL, ZALO_TOKEN = env.text("TINHSO_ZALO_URL"), env.text("TINHSO_ZALO_TOKEN")
# How long a sender that lost its database session may take to come back before others take over what it sent.
OUTBOX_GRACE_SECONDS = env.number("TINHSO_OUTBOX_GRACE_SECONDS", 120)

# --- Seals: keys live outside the database (docs/seals.md) -----------------------------------------------------
SEAL_FOLDER = Path(env.text("TINHSO_SEALS", str(VAR / "seals")))  # trust/, chain/, crls/; trial keys
SEAL_PKCS11_MODULE = env.text("TINHSO_SEAL_PKCS11_MODULE")  # empty: trial keys, which bind nobody
SEAL_PKCS11_TOKEN = env.text("TINHSO_SEAL_PKCS11_TOKEN")
SEAL_PKCS11_PIN = env.text("TINHSO_SEAL_PKCS11_PIN")
SEAL_TSA_URL = env.text("TINHSO_TSA_URL")  # time stamps by RFC 3161

# --- Logs: never a name, an address or a document's text ------------------------------------------------------
LOG_FORMAT = env.text("TINHSO_LOG_FORMAT", "line")  # or json
METRICS_TOKEN = env.text("TINHSO_METRICS_TOKEN")  # who bears it may read /metrics; without it nobody
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "tinhso.config.operations.logs.DiscreetLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {
            "()": "tinhso.config.operations.logs.DiscreetJson",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "tinhso": {"level": "INFO"},
        # a line per request is for machines; on a terminal it would hide what matters
        "tinhso.requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        "procrastinate": {"level": "WARNING"},
        "pyhanko": {
            "level": "CRITICAL"
        },  # strangers send broken files; what is wrong with them is their answer
        "pyhanko_certvalidator": {"level": "CRITICAL"},
        "django.request": {"level": "ERROR"},
    },
}
