"""Every URL of the house. On top of all apps; each app keeps its own list."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from carecoord.access import api_reference
from carecoord.engines import views as engines
from carecoord.notifications import metrics

urlpatterns = [
    path("healthz", engines.healthz, name="healthz"),
    path("readyz", engines.readyz, name="readyz"),
    path("metrics", metrics.page, name="metrics"),
    path("", include("carecoord.ui.urls")),
    path("", include("carecoord.notifications.urls")),
    path("", include("carecoord.accounts.urls")),
    path("", include("referrals.urls")),
    path("journeys/", include("referrals.pathway.urls")),
    path("meetings/", include("referrals.meetings.urls")),
    path("", include("referrals.calendars.urls")),
    path("journeys/<uuid:journey_id>/monitoring/", include("referrals.monitoring.urls")),
    path("pathway/protocols/", include("referrals.pathway.protocol_urls")),
    path("", include("referrals.slots.urls")),
    path("", include("referrals.trials.urls")),
    path("", include("referrals.selection.urls")),
    path("journeys/<uuid:journey_id>/home/", include("referrals.handoff.urls")),
    path("api/v1/", include("referrals.api.urls")),
    path("api/v1/journeys/<uuid:journey_id>/monitoring/", include("referrals.monitoring.api_urls")),
    path("api/v1/", include("referrals.pathway.api.urls")),
    path("api/v1/", include("referrals.meetings.api_urls")),
    path("api/v1/journeys/<uuid:journey_id>/home/", include("referrals.handoff.api_urls")),
    path("api/v1/slots/", include("referrals.slots.api_urls")),
    path("api/v1/", include("referrals.selection.api_urls")),
    path("api/v1/", include("referrals.trials.api_urls")),
    path("api/v1/", include("patients.api.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", api_reference.page, name="docs"),
    path("", include("carecoord.access.urls")),
    path("", include("carecoord.audit.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("allauth.idp.urls")),
    path("patients/", include("patients.urls")),
    path("tools/", include("patients.tool_urls")),
    path("my/caregivers/", include("patients.my_urls")),
    path("admin/", admin.site.urls),
    path("learn/", include("education.urls")),
]

handler400 = "carecoord.ui.views.bad_request"
handler403 = "carecoord.ui.views.permission_denied"
handler404 = "carecoord.ui.views.not_found"
handler500 = "carecoord.ui.views.server_error"
