"""What everybody writes: a Celery task that sends one bare mail. The floor for mail delivered per second."""

from __future__ import annotations

import os

from celery import Celery
from django.core.mail import send_mail

app = Celery("bare", broker=os.environ.get("REDIS_URL", "").replace("unix://", "redis+socket://"))
app.conf.update(task_ignore_result=True, worker_hijack_root_logger=False, worker_prefetch_multiplier=64)


@app.task
def send(address: str) -> None:
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    send_mail("carecoord: You have an update", "There is an update for you in carecoord.", None, [address])
