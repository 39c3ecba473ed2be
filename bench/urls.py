"""Every address of the house, and the floors it is measured against, served by the same process."""

from django.urls import path

from bench import floors
from carecoord.urls import handler400, handler403, handler404, handler500
from carecoord.urls import urlpatterns as house

urlpatterns = [
    path("floor/empty/", floors.empty),
    path("floor/page/", floors.page),
    path("floor/insert/", floors.insert),
    *house,
]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
