"""Settings of what leaves the building: Celery's, those of mail and of the outbox; carecoord/settings.py takes over every name.

What another room of the house needs, and nobody sends with, stays in carecoord/settings.py.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import kombu

from carecoord import env, providers
from carecoord.engines.queues import ROUTES, Queue

ENV = env.load()

# Celery is only a wake-up call: beat ticks on intervals, rows in the database are the work (design, section 3).
CELERY_BROKER_URL = ENV.redis_url.replace("unix://", "redis+socket://")
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
    "queue_order_strategy": "priority",  # in the order of CELERY_TASK_QUEUES
}
CELERY_TASK_QUEUES = tuple(kombu.Queue(queue.value) for queue in Queue)
CELERY_TASK_DEFAULT_QUEUE = Queue.DEFAULT.value
CELERY_TASK_ROUTES = ROUTES
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a broker may be away for as long as it likes
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "access.sweep_vis": {"task": "carecoord.access.tasks.sweep_vis", "schedule": 15.0},
    "patients.expire_proxies": {"task": "patients.tasks.expire_proxies", "schedule": 60.0},
    "patients.scan_waiting": {"task": "patients.tasks.scan_waiting", "schedule": 60.0},
    "patients.sweep_files": {"task": "patients.tasks.sweep_files", "schedule": 3600.0},
    "notifications.sweep": {"task": "carecoord.notifications.tasks.sweep_all", "schedule": 15, "options": {"expires": 15}},
    "accounts.clear_expired": {"task": "carecoord.accounts.tasks.clear_expired", "schedule": 3600.0},
    "audit.seal": {"task": "carecoord.audit.tasks.seal", "schedule": 5.0},
}
OUTBOX_LEASE_SECONDS = env.number("OUTBOX_LEASE_SECONDS", 60, low=1, high=600)  # a crashed worker's messages wait this long
OUTBOX_RATE = env.rates("OUTBOX_RATE")  # messages a second that the provider of a channel wants at most

# The ways out of the building
MAIL = urlsplit(ENV.email_url)
CARRIER = providers.mail(ENV.email_url, hook_secret=ENV.mail_hook_secret, hook_key=ENV.mail_hook_key)
EMAIL_BACKEND = CARRIER.backend
ANYMAIL: dict[str, Any] = {**CARRIER.anymail, "IGNORE_UNSUPPORTED_FEATURES": True} if CARRIER.anymail else {}
MAIL_HOOK = CARRIER.hook if ENV.mail_hook_secret or CARRIER.is_signed else ""  # nobody is believed who cannot prove who speaks
EMAIL_HOST = MAIL.hostname or "localhost"
EMAIL_PORT = MAIL.port or 25
EMAIL_HOST_USER = MAIL.username or ""
EMAIL_HOST_PASSWORD = MAIL.password or ""
EMAIL_USE_TLS = MAIL.scheme == "smtps"
EMAIL_TIMEOUT = 10
EMAIL_FROM = ENV.email_from
DEFAULT_FROM_EMAIL = f"carecoord <{ENV.email_from}>"

SMS = providers.texts(ENV.sms_url) if ENV.sms_url else None  # None: this house sends no text messages
PUSH_KEY = ENV.push_key  # empty before the first start: no notices on devices

# Numbers for Prometheus at /metrics: for whoever shows this token, or calls from one of these networks; for nobody unless one is set.
METRICS_TOKEN = env.given("METRICS_TOKEN")
METRICS_ALLOW = env.networks("METRICS_ALLOW")
