"""Settings, read from the environment and checked at start.

`make run` sets what is needed; docs/mechanisms/running.md lists every variable.
A production start (DEBUG off) fails with a clear line when a secret is missing.
"""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env, validate
from whitenoise.compress import Compressor

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# State that is neither code nor database: files, broker folders, logs of the runner.
STATE_DIR = Path(env.str("PORTAL_STATE", str(BASE_DIR / ".state")))

# PRODUCTION=1 turns on what only makes sense behind TLS. The default is `make run` on one machine.
PRODUCTION = env.bool("PRODUCTION", False)
DEBUG = env.bool("DEBUG", False)
# No default in production: a known key signs anybody's session.
SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else env.str("SECRET_KEY", "only-for-development-" + "x" * 40)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS") if PRODUCTION else env.list("ALLOWED_HOSTS", ["*"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
# The address people reach us at: links in mails never come from a request's Host header.
PUBLIC_URL = env.str("PUBLIC_URL", f"http://localhost:{env.str('PORT', '8000')}")

INSTALLED_APPS = [
    "portal.core",
    "portal.records",
    "portal.people",
    "portal.calendars",
    "portal.delivery",
    "initiatives",
    "training",
    "feedback.customers",
    "feedback.tickets",
    "feedback.insights",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # its widget templates: FORM_RENDERER looks for them among the apps
    "pgtrigger",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "template_partials",
    "crispy_forms",
    "crispy_bootstrap5",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.core.middleware.RequestLogMiddleware",
    "portal.core.middleware.PolicyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.people.middleware.TokenCallMiddleware",
    # From here on it is about sessions and pages.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.people.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.core.middleware.RefusalMiddleware",
    "portal.people.middleware.PermissionMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "portal" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.people.context.shell",
            ],
            "builtins": ["portal.core.templatetags.ui", "portal.core.templatetags.parts", "django.templatetags.i18n"],
        },
    },
]
# Our own field templates (error above the field) come before the package's.
FORM_RENDERER = "portal.core.rendering.Renderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# PostgreSQL only, in tests too: exclusion constraints and tuple comparison have no second dialect.
DATABASES = {"default": env.dj_db_url("DATABASE_URL", "postgres://portal@127.0.0.1:5432/portal")}
DATABASES["default"] |= {
    "ATOMIC_REQUESTS": False,  # the verb owns its transaction
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 300),
    "CONN_HEALTH_CHECKS": True,
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] |= {
    "connect_timeout": 5,
    # Django's own cursors keep nothing; those of core.reading do. A pooler in front has to know prepared statements.
    "prepare_threshold": 5,
    "options": (
        f"-c statement_timeout={env.int('STATEMENT_TIMEOUT_MS', 30_000)} -c idle_in_transaction_session_timeout=60000"
        # A ticket's page joins eight tables by their keys: at the default of 8 PostgreSQL takes 13 ms to plan that
        # and 1 ms to read it; at 4 it plans in a third of the time and reads as quickly.
        " -c join_collapse_limit=4"
        # What is read lies in memory or on a disk without a head: at the default of 4 a table of a few hundred names
        # is read through for every row that shows one of them.
        " -c random_page_cost=1.1"
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The database cache needs no server and is shared by all web processes, as rate limits must be.
CACHES = {
    "default": (
        env.dj_cache_url("CACHE_URL")
        if env.str("CACHE_URL", "")
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}
    ),
    # Counts REST calls. In the database it cost six statements a call; per process it lets a caller through once
    # per web process, which a limit against runaway clients can bear. With CACHE_URL it is shared.
    "throttle": (
        env.dj_cache_url("CACHE_URL")
        if env.str("CACHE_URL", "")
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "throttle"}
    ),
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "portal.people.backends.PermissionBackend",
    "portal.people.backends.SignInBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "portal.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers get no mail, and there is no sign-up page to name
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/300s/key", "reset_password": "20/m/ip,5/m/key"}
USERSESSIONS_TRACK_ACTIVITY = False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
FORMAT_MODULE_PATH = ["portal.core.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "Asia/Shanghai")
# The code of the country whose telephone numbers are written without one.
PHONE_COUNTRY = env.str("PHONE_COUNTRY", "86", validate=validate.Regexp(r"[1-9][0-9]{0,2}\Z"))
USE_THOUSAND_SEPARATOR = True
FIRST_DAY_OF_WEEK = 1

STATIC_URL = "static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "portal" / "static", *filter(Path.exists, [STATE_DIR / "assets"])]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": STATE_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Source maps are for developers: 7 MB that would take a minute to compress and that no page loads.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # compressed once, not once per name
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# How often an open page asks whether something changed (docs/mechanisms/live.md); 0: never.
PULSE_SECONDS = env.float("PULSE_SECONDS", 15, validate=validate.Range(0, 3600))
# The font of the board pack: both languages, under the Open Font License, from npm.
PACK_FONT = Path(
    env.str(
        "PACK_FONT",
        str(BASE_DIR / "node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"),
    )
)
UPLOAD_LIMIT_BYTES = env.int("UPLOAD_LIMIT_BYTES", 20_000_000)

EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20  # of silence
# For one mail, from connecting to goodbye. At most 100, far below the five minutes after which another relay takes it.
MAIL_CONVERSATION_SECONDS = env.float("MAIL_CONVERSATION_SECONDS", 60, validate=validate.Range(1, 100))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "portal@localhost")
MAIL_DOMAIN = env.str("MAIL_DOMAIN", "portal.localhost")  # right side of every Message-ID

# Mails that come in (docs/mechanisms/inbound-mail.md). Larger ones are kept but not read by themselves.
INBOUND_LIMIT_BYTES = env.int("INBOUND_LIMIT_BYTES", 60_000_000)
INBOUND_PER_HOUR = env.int("INBOUND_PER_HOUR", 60, validate=validate.Range(1))  # of one sender
# The name by which our own mail server signs its Authentication-Results; with it, DMARC has to pass.
INBOUND_AUTH_SERVER = env.str("INBOUND_AUTH_SERVER", "")
# imaps://user:password@host/INBOX, or imap:// which then has to offer STARTTLS. Empty: no mailbox is asked.
INBOUND_IMAP_URL = env.str("INBOUND_IMAP_URL", "")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.people.api.authentication.TokenAuthentication",
        "portal.people.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["portal.people.api.permissions.RoutePermission"],
    "DEFAULT_PARSER_CLASSES": ["portal.core.api.parsers.GuardedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["portal.core.api.renderers.QuickJSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "portal.core.api.negotiation.QuickNegotiation",
    "DEFAULT_PAGINATION_CLASS": "portal.core.api.paging.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "portal.core.api.schema.PortalSchema",
    "DEFAULT_THROTTLE_CLASSES": ["portal.core.api.throttling.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": env.str("API_RATE", "1200/min")},
    "EXCEPTION_HANDLER": "portal.core.api.problems.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Service-transformation portal",
    "DESCRIPTION": "Ideas and initiatives, training, tickets. Conventions: docs/mechanisms/rest.md.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # Choices stay where they are used: names made for them would change with every new "state" or "kind".
    "POSTPROCESSING_HOOKS": [],
}

# The broker is only a wake-up: the truth is in PostgreSQL (docs/mechanisms/outbox.md).
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "filesystem://")
if CELERY_BROKER_URL.startswith("filesystem"):
    _folder = STATE_DIR / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_folder / "queue"),
        "data_folder_out": str(_folder / "queue"),
        "control_folder": str(_folder / "control"),
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "beat")
# In UTC, so that no clock change doubles or skips one.
# Sweeps: every one is idempotent and finds its work by an indexed column.
CELERY_BEAT_SCHEDULE = {
    "deliver-outbox": {"task": "portal.delivery.tasks.deliver_outbox", "schedule": 5.0},
    "run-jobs": {"task": "portal.people.tasks.run_jobs", "schedule": 3.0},
    "publish-nameless": {"task": "initiatives.tasks.publish_nameless", "schedule": 600.0},
    "watch-challenges": {"task": "initiatives.tasks.watch_challenges", "schedule": 60.0},
    "index-ideas": {"task": "initiatives.tasks.index_ideas", "schedule": 60.0},
    "tell-of-evaluations": {"task": "initiatives.tasks.tell_of_evaluations", "schedule": crontab(minute=42)},
    "remind-benefits": {"task": "initiatives.tasks.remind_benefits", "schedule": crontab(minute=37)},
    "ask-services": {"task": "initiatives.tasks.ask_services", "schedule": crontab(minute=27)},
    "reconcile-votes": {"task": "initiatives.tasks.reconcile_votes", "schedule": crontab(hour=18, minute=30)},
    "count-participation": {"task": "initiatives.tasks.count_participation", "schedule": crontab(hour=18, minute=40)},
    "remind-actions": {"task": "initiatives.tasks.remind_actions", "schedule": 600.0},
    "ask-pilots": {"task": "initiatives.tasks.ask_pilots", "schedule": 600.0},
    "write-digests": {"task": "initiatives.tasks.write_digests", "schedule": 600.0},
    "watch-answers": {"task": "initiatives.tasks.watch_answers", "schedule": 60.0},
    "breach-clocks": {"task": "feedback.tickets.tasks.breach_clocks", "schedule": 30.0},
    "escalate": {"task": "feedback.tickets.tasks.escalate", "schedule": 30.0},
    "follow-changes": {"task": "feedback.tickets.tasks.follow_changes", "schedule": 30.0},
    "watch-promises": {"task": "feedback.tickets.tasks.watch_promises", "schedule": 30.0},
    "watch-jumps": {"task": "feedback.tickets.tasks.watch_jumps", "schedule": 30.0},
    "watch-questions": {"task": "feedback.tickets.tasks.watch_questions", "schedule": 60.0},
    "watch-approvals": {"task": "feedback.tickets.tasks.watch_approvals", "schedule": 60.0},
    "watch-articles": {"task": "feedback.tickets.tasks.watch_articles", "schedule": 3600.0},
    "watch-failures": {"task": "feedback.tickets.tasks.watch_failures", "schedule": 600.0},
    "watch-problems": {"task": "feedback.tickets.tasks.watch_problems", "schedule": crontab(minute=17)},
    "work-out-norms": {"task": "feedback.tickets.tasks.work_out_norms", "schedule": crontab(minute=7)},
    "work-inbound": {"task": "feedback.tickets.tasks.work_inbound", "schedule": 10.0},
    "fetch-mail": {"task": "feedback.tickets.tasks.fetch_mail", "schedule": 60.0},
    "advance-cohorts": {"task": "training.tasks.advance_cohorts", "schedule": 300.0},
    "expire-idempotency-keys": {"task": "portal.delivery.tasks.expire_idempotency_keys", "schedule": 3600.0},
}

SESSION_ENGINE = "portal.core.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # asked by a load balancer from inside
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
# Only set it when a proxy of ours strips the header from outside.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

from portal.logs import LOGGING, configure_structlog  # noqa: E402 F401  (after the variables that it reads)

configure_structlog()
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # an address is personal data

SILENCED_SYSTEM_CHECKS: list[str] = []
