"""URLs of the loop: worklist, referrals, the forms of the verbs."""

from django.urls import path

from referrals import directory, draft_lines, drafts, ladders_view, told_views, views
from referrals.huddle import views as huddle
from referrals.pathway import views as pathway
from referrals.refer_now import views as refer_now
from referrals.road import views as road
from referrals.worklist import views as worklist

app_name = "referrals"
urlpatterns = [
    path("my/", road.road, name="road"),
    path("my/messages/", road.messages, name="messages"),
    path("directory/", directory.directory, name="directory"),
    path("huddle/", huddle.huddle, name="huddle"),
    path("ladders/", ladders_view.ladders, name="ladders"),
    path("refer-now/", refer_now.refer_now, name="refer_now"),
    path("refer-now/heads-up/", refer_now.heads_up, name="heads_up"),
    path("worklist/", worklist.worklist, name="worklist"),
    path("worklist/rows/", worklist.bulk, name="bulk"),
    path("worklist/views/", worklist.save_view, name="save_view"),
    path("worklist/views/<int:view_id>/drop/", worklist.drop_view, name="drop_view"),
    path("referrals/new/", drafts.new, name="new"),
    path("referrals/<uuid:referral_id>/draft/", drafts.draft, name="draft"),
    path("referrals/<uuid:referral_id>/draft/lines/", draft_lines.draft_line, name="draft_line"),
    path("referrals/<uuid:referral_id>/draft/autosave/", drafts.autosave, name="autosave"),
    path("referrals/<uuid:referral_id>/", views.referral, name="referral"),
    path("referrals/<uuid:referral_id>/do/<slug:verb>/", views.do, name="do"),
    path("referrals/<uuid:referral_id>/questions/<uuid:item_id>/", views.answer_item, name="answer_item"),
    path("referrals/<uuid:referral_id>/told/", told_views.of_referral, name="told"),
    path("referrals/<uuid:referral_id>/journey/", pathway.start, name="start_plan"),
    path("referrals/<uuid:referral_id>/notes/", views.write_note, name="write_note"),
    path("referrals/<uuid:referral_id>/messages/", views.write_message, name="write_message"),
    path("referrals/<uuid:referral_id>/read/", views.mark_read, name="mark_read"),
    path("referrals/<uuid:referral_id>/packet.pdf", views.packet_pdf, name="packet_pdf"),
    path("referrals/<uuid:referral_id>/documents/<uuid:document_id>/", views.document, name="document"),
]
