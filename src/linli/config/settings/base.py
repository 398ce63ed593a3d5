"""Applications, middleware, templates, languages and time."""

from pathlib import Path

from linli.config.settings import env

# "training": a database, files and keys of its own for practice; nothing leaves it
SPACE = env.text("LINLI_SPACE")
if SPACE not in ("", "training"):
    raise ValueError(f"LINLI_SPACE is {SPACE!r}; only training is known")
HOME = env.folder("LINLI_VAR", "var")  # the installation's folder, whatever the space
VAR = HOME / SPACE if SPACE else HOME
DEBUG = env.flag("LINLI_DEBUG")
DEMO = env.flag(
    "LINLI_DEMO", default=bool(SPACE)
)  # one click per role, 示例 on every page; never in a real office
CELL = env.number("LINLI_CELL", 1)  # this installation's cell; keys start at cell × 2⁴⁰
CLOCK_SHIFT = env.number("LINLI_CLOCK_SHIFT", 0)  # seconds added to `at`, never to recorded_at

# master keys: a file, made by the first use where no data key stands yet, or a command
KEY_FILE = env.text("LINLI_KEY_FILE", str(VAR / "keys" / "master.json"))
KEY_COMMAND = env.text("LINLI_KEY_COMMAND")
ERASURES_FILE = env.text("LINLI_ERASURES_FILE", str(VAR / "erasures.jsonl"))
KEY_AUTO = env.flag("LINLI_KEY_AUTO", default=True)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "linli.foundation.database",
    "linli.foundation.keys",
    "linli.foundation.calendars",
    "linli.foundation.journal",
    "linli.foundation.jobs",
    "linli.foundation.ui",
    "linli.foundation.accounts",
    "linli.foundation.notices",
    "linli.foundation.attachments",
    "linli.foundation.exchange",
    "linli.domain.territory",
    "linli.domain.people",
    "linli.domain.bodies",
    "linli.domain.mandates",
    "linli.domain.cases",
    "linli.domain.measures",
    "linli.portal",
    "linli.config",
]

MIDDLEWARE = [
    "linli.config.moment.Moment",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads its answers, so their length tells nothing
    "linli.foundation.ui.csp.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "linli.config.access.ActorMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "linli.foundation.accounts.policy.Policy",
    "django_htmx.middleware.HtmxMiddleware",
    "linli.foundation.ui.refusals.Refusals",
]

ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # before allauth's own, which it replaces
        "DIRS": [Path(__file__).parents[2] / "foundation" / "accounts" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "linli.foundation.ui.shell.context",
            ],
        },
    },
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"  # the installation's zone, fixed at the first migration
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

# Files (foundation/attachments): who may see those of a kind of subject; request, id -> bool
ATTACHMENT_GUARDS = {
    "case": "linli.domain.cases.views.guards.of_case",
    "draft": "linli.domain.cases.views.guards.of_draft",
    "posters": "linli.portal.views.posters.of_batch",
}
# What areas above show on a place's page: (place, day) -> {"template": …, …} or None
PLACE_PANELS = ("linli.domain.bodies.views.grids.panel",)
# (key, place, places set apart, day) -> how many open cases a limit concerns, or None
LIMIT_REACH = "linli.domain.cases.queries.reach.touched"
# Notices: which teller turns a procedure's entries into notices; where a notice leads
NOTICE_TELLERS = {
    "appeal": "linli.domain.cases.queries.telling.told_by",
    "grid_event": "linli.domain.cases.queries.telling.told_by",
    "own_data": "linli.domain.cases.queries.telling.told_by",
}
# who reads inboxes on a day: (day, persons, bodies) -> list of notices.rules.Reader
NOTICE_READERS = "linli.config.telling.readers"
# day -> notices.rules.Hours
NOTICE_HOURS = "linli.config.telling.hours"
# (post, moment) -> the actor that one post makes, for the list of what it hands over
POST_ACTOR = "linli.config.access.actor_in_post"
# (key of a general limit, place, day) -> timedelta, for areas below those limits
SPANS = "linli.config.telling.span"
# bodies -> how much open work each has, for ending a temporary one
OPEN_WORK = "linli.domain.cases.queries.handing.open_of"
# what an inbox is called for its reader: (inboxes) -> names
NOTICE_INBOXES = "linli.config.telling.inboxes"
# permissions of those who act for a body: their posts open its inbox
NOTICE_OPENS = frozenset({"cases.accept", "cases.sign", "bodies.give_opinion"})
NOTICE_OPENS_TO = 5  # of posts as deep as a community; what lies in one (a grid) acts for itself
# Texts (SMS): who sends them, and whose number it is; a gateway is a class of the same shape.
TEXT_SENDER = env.text("LINLI_TEXT_SENDER", "linli.foundation.notices.texts.ToFile")
TEXT_NUMBERS = {"case": "linli.domain.cases.queries.texting.number_of"}
NOTICE_LINKS = {
    "case": "cases:case",
    "duty": "duty:shift",
    "post": "portal:changes_of",
    "hearing": "bodies:hearing",
    "grid_admission": "mandates:admissions_of",
    "lending": "lent:about",
}
NOTICES_LEAVE = SPACE != "training"  # else they stay in the inboxes
if not NOTICES_LEAVE:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
NOTICE_CHANNEL = env.text("LINLI_NOTICE_CHANNEL", "file")
SITE_URL = env.text("LINLI_SITE_URL", "http://127.0.0.1:8000")
