"""Settings, grouped by what an operator asks. docs/settings.md lists every variable.

YENBINH_ENV=demo (the default) runs from a clone with safe local values;
YENBINH_ENV=production refuses to start on any of them.
"""

from __future__ import annotations

import re
from email.utils import parseaddr
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from yenbinh import env

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Which kind of machine is this? -------------------------------------------------------------
YENBINH_ENV = env.text("YENBINH_ENV", "demo")
if YENBINH_ENV not in {"demo", "production"}:
    raise ImproperlyConfigured(f"YENBINH_ENV must be demo or production, not {YENBINH_ENV!r}.")
PRODUCTION = YENBINH_ENV == "production"
DEBUG = env.flag("DEBUG")
DATA_DIR = Path(env.text("YENBINH_DATA_DIR") or BASE_DIR / ".demo")

# --- Who may reach it? --------------------------------------------------------------------------
DEMO_SECRET_KEY = "demo-only-not-a-secret-production-refuses-to-start-with-this-value"
SECRET_KEY = env.text("SECRET_KEY", DEMO_SECRET_KEY)
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver")
SITE_URL = env.text("SITE_URL", f"http://127.0.0.1:{env.whole('PORT', 8000)}").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS", SITE_URL)

if PRODUCTION:
    refused = [
        problem
        for wrong, problem in [
            (
                SECRET_KEY == DEMO_SECRET_KEY or len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10,
                "SECRET_KEY (50 signs or more, your own, at random)",
            ),
            (DEBUG, "DEBUG must be off"),
            (
                not env.names("ALLOWED_HOSTS") or "*" in ALLOWED_HOSTS,
                "ALLOWED_HOSTS (the site's own names, not *)",
            ),
            (not SITE_URL.startswith("https://"), "SITE_URL (https://...)"),
            (not env.text("DATABASE_URL").startswith("postgres"), "DATABASE_URL (postgresql://...)"),
            (not env.text("EMAIL_HOST"), "EMAIL_HOST"),
        ]
        if wrong
    ]
    if refused:
        raise ImproperlyConfigured("Production refuses to start. Set: " + "; ".join(refused) + ".")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = PRODUCTION and env.flag("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = env.whole("SECURE_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_REFERRER_POLICY = "strict-origin"  # an address may hold a token: our own log has no use for it either
X_FRAME_OPTIONS = "SAMEORIGIN"

# --- What is it made of? ------------------------------------------------------------------------
INSTALLED_APPS = [
    "yenbinh",
    "leads",
    "sitepages",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.redirects",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_filters",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "yenbinh.middleware.CompressPublic",  # before WhiteNoise: the demo has no compressed styles ready
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yenbinh.middleware.PageHeaders",
    "yenbinh.middleware.WithoutNul",
    "yenbinh.middleware.OnePage",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yenbinh.middleware.PageLocale",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "yenbinh.middleware.DeskReader",
    "yenbinh.middleware.PressTurns",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "yenbinh.urls"
WSGI_APPLICATION = "yenbinh.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sitepages.context.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CSRF_FAILURE_VIEW = "yenbinh.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Where does it keep things? -----------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# Files of leads and mails not yet read: outside MEDIA_ROOT, which the web server may hand out.
PRIVATE_ROOT = Path(env.text("PRIVATE_ROOT") or DATA_DIR / "private")
MEDIA_ROOT = Path(env.text("MEDIA_ROOT") or BASE_DIR / "media")
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or DATA_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "yenbinh.storage.ModuleStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# --- Which languages does it speak? -------------------------------------------------------------
# ko, ja and zh-hans are wishes we store (leads.choices.ReplyLanguage), answered in English.
LANGUAGE_CODE = "vi"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("English"))]
# The second holds what Wagtail's own Vietnamese catalogue lacks.
LOCALE_PATHS = [BASE_DIR / "yenbinh" / "locale", BASE_DIR / "yenbinh" / "locale_wagtail"]
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = False
WAGTAIL_I18N_ENABLED = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- What lies beneath the plan? ----------------------------------------------------------------
# Nothing but our own unless an operator names a tile server: https://tiles.example/{z}/{x}/{y}.png
MAP_TILES_URL = env.text("MAP_TILES_URL")
MAP_TILES_CREDIT = env.text("MAP_TILES_CREDIT")
# The server's name goes into the content security policy as it stands: one plain name, and nothing more.
TILES_FORM = re.compile(r"(https://[A-Za-z0-9.-]+(:[0-9]{1,5})?)?/(?!/)[^\s{}<>\"']*")
if MAP_TILES_URL and not (
    all(part in MAP_TILES_URL for part in ("{z}", "{x}", "{y}"))
    and TILES_FORM.fullmatch(re.sub(r"\{[zxy]\}", "0", MAP_TILES_URL))
):
    raise ImproperlyConfigured(
        "MAP_TILES_URL must begin with https://server/ or / and hold {z}, {x} and {y}, and nothing else in braces."
    )
if MAP_TILES_URL and not MAP_TILES_CREDIT:
    raise ImproperlyConfigured("MAP_TILES_URL needs MAP_TILES_CREDIT: whose map it is stands below the plan.")

# --- How does it send mail? ---------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Bàn đón nhà đầu tư Yên Bình <desk@yenbinh.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.whole("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 20
# Answers come back to this address; each mail to an investor adds the file's number and a mark after a plus.
INBOUND_ADDRESS = env.text("INBOUND_ADDRESS", parseaddr(DEFAULT_FROM_EMAIL)[1])
INBOUND_MAX_BYTES = env.whole("INBOUND_MAX_BYTES", 25_000_000)
EMAIL_FILE_PATH = Path(env.text("EMAIL_FILE_PATH") or DATA_DIR / "mail")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "yenbinh.mailfiles.EmailBackend"

# --- Who looks at files from outside? -----------------------------------------------------------
CLAMAV = env.text("CLAMAV")  # clamd, as host:port or the path of its socket; without it nothing is scanned

# --- What may strangers do, and how often? ------------------------------------------------------
MATCH_RATE_PER_MINUTE = env.whole("MATCH_RATE_PER_MINUTE", 600)
SEND_RATE_PER_HOUR = env.whole("SEND_RATE_PER_HOUR", 60)
REPORT_RATE_PER_HOUR = env.whole("REPORT_RATE_PER_HOUR", 20)
WATCH_RATE_PER_HOUR = env.whole("WATCH_RATE_PER_HOUR", 20)
CASES_RATE_PER_HOUR = env.whole("CASES_RATE_PER_HOUR", 20)
READ_RATE_PER_HOUR = env.whole("READ_RATE_PER_HOUR", 60)
# Public forms look for machines (sitepages.guarding). Off, only the limits above hold, and they refuse.
FORM_GUARD = env.flag("FORM_GUARD", True)
# So often within an hour nobody is asked for a proof: from one network address; for one e-mail address, match or plot.
GUARD_ADDRESS_PER_HOUR = env.whole("GUARD_ADDRESS_PER_HOUR", 10)
GUARD_SUBJECT_PER_HOUR = env.whole("GUARD_SUBJECT_PER_HOUR", 5)
GUARD_MAILS_PER_HOUR = env.whole("GUARD_MAILS_PER_HOUR", 3)  # confirmations to one e-mail address from one network
GUARD_MAILS_IN_ALL_PER_HOUR = env.whole("GUARD_MAILS_IN_ALL_PER_HOUR", 12)  # to it from anywhere, before pauses grow
API_LEADS_PER_MAIL_DAY = env.whole("API_LEADS_PER_MAIL_DAY", 5)  # enquiries by the API in one e-mail address's name
GUARD_TRIES = max(env.whole("GUARD_TRIES", 256), 1)  # of some 2 ms each, the least a proof of work takes

# --- The Wagtail admin --------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Yên Bình"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # one office, one clock: a time typed in a form is the province's
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100_000_000
WAGTAILDOCS_DOCUMENT_FORM_BASE = "yenbinh.editor_uploads.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "yenbinh.editor_uploads.ImageForm"
LOGIN_URL = "wagtailadmin_login"
AUTHENTICATION_BACKENDS = ["yenbinh.accounts.AccountWithSeat"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# --- What does it say about itself? -------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "yenbinh.quiet_log.WithoutTokens",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
