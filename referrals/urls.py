"""URLs of the loop: worklist, referrals, the forms of the verbs."""

from django.urls import path

from referrals import drafts, views
from referrals.worklist import views as worklist

app_name = "referrals"
urlpatterns = [
    path("worklist/", worklist.worklist, name="worklist"),
    path("worklist/rows/", worklist.bulk, name="bulk"),
    path("worklist/views/", worklist.save_view, name="save_view"),
    path("worklist/views/<int:pk>/drop/", worklist.drop_view, name="drop_view"),
    path("referrals/new/", drafts.new, name="new"),
    path("referrals/<uuid:pk>/draft/", drafts.draft, name="draft"),
    path("referrals/<uuid:pk>/draft/autosave/", drafts.autosave, name="autosave"),
    path("referrals/<uuid:pk>/", views.referral, name="referral"),
    path("referrals/<uuid:pk>/do/<slug:verb>/", views.do, name="do"),
    path("referrals/<uuid:pk>/questions/<uuid:item_pk>/", views.answer_item, name="answer_item"),
    path("referrals/<uuid:pk>/notes/", views.write_note, name="write_note"),
    path("referrals/<uuid:pk>/read/", views.mark_read, name="mark_read"),
    path("referrals/<uuid:pk>/packet.pdf", views.packet_pdf, name="packet_pdf"),
    path("referrals/<uuid:pk>/documents/<uuid:document_pk>/", views.document, name="document"),
]
