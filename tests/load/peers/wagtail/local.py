import os

from .base import INSTALLED_APPS, WAGTAILSEARCH_BACKENDS

SECRET_KEY = "of-no-use-outside-of-a-trial-of-speed-on-this-machine"
ALLOWED_HOSTS = ["localhost"]
INSTALLED_APPS = ["news", "django.contrib.postgres"] + INSTALLED_APPS
ROOT_URLCONF = "news.urls"
LANGUAGE_CODE = "vi"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": os.environ["DATABASE"],
        "CONN_MAX_AGE": 600,
    }
}
# A fill makes the index at once at its end, not page by page.
WAGTAILSEARCH_BACKENDS["default"]["AUTO_UPDATE"] = "FILL" not in os.environ
