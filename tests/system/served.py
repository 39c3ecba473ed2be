"""Settings of the server that the browser tests talk to: the project's own, with quick hashes, plain static files and mail in a folder."""

from __future__ import annotations

import os

from carecoord.engines.state import push_key
from carecoord.settings import *  # noqa: F403  # the settings in use, all of them
from carecoord.settings import CACHES, DATABASES, ENV, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600  # static files stay in the browser while a test runs, as they do under the hashed names of a real house
CACHES = {"default": {**CACHES["default"], "KEY_PREFIX": os.environ.get("PYTEST_XDIST_WORKER", "main")}}
# After each test the database is cloned afresh, and the server's connections are cut: each is looked at before it is used again.
DATABASES["default"].update(CONN_HEALTH_CHECKS=True)
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = ENV.var / f"mail-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
PUSH_KEY = push_key()
