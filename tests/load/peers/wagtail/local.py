from .base import INSTALLED_APPS

SECRET_KEY = "of-no-use-outside-of-a-trial-of-speed-on-this-machine"
ALLOWED_HOSTS = ["localhost"]
INSTALLED_APPS = ["news"] + INSTALLED_APPS
ROOT_URLCONF = "news.urls"
LANGUAGE_CODE = "vi"
