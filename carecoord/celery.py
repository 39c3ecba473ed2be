"""The Celery app: a wake-up call for work that stands as rows in the database. Tasks live in each app's `tasks.py`."""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carecoord.settings")
app = Celery("carecoord")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.celeryd_init.connect
@signals.beat_init.connect
def _become_worker(**_: object) -> None:
    """However it was started, a worker has the login that reads no name."""
    from carecoord.notifications.worker import become_worker

    become_worker()


@signals.worker_shutting_down.connect
def _stop_claiming(**_: object) -> None:
    """Finish the message in hand, give the rest back, claim no more."""
    from carecoord.notifications.stopping import stopping

    stopping.set()


@signals.worker_process_shutdown.connect
@signals.worker_shutdown.connect
def _finish_what_hangs(**_: object) -> None:
    """What is on its way beside the tasks has until its deadline; after that its row comes back by itself."""
    from carecoord.notifications.courier import late

    late.finish()
