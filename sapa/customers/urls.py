"""Addresses of customers, inside an organisation. The card itself, `customers/<pk>/`, is a page of web."""

from django.urls import path, re_path

from sapa.customers.views import contacts, customers, many, settings, sharing

app_name = "customers"
NAMED = r"(?P<kind>tag|source)"

urlpatterns = [
    path("", customers.listing, name="list"),
    path("filters/", customers.filters, name="filters"),
    path("new/", customers.create, name="create"),
    path("matches/", customers.matches, name="matches"),
    path("options/", customers.options, name="options"),
    path("export/", many.export, name="export"),
    path("bulk/", many.preview, name="bulk"),
    path("bulk/changes/", many.change, name="bulk_change"),
    path("bulk/changes/<int:pk>/", many.progress, name="bulk_progress"),
    path("bulk/changes/<int:pk>/undo/", many.undo, name="bulk_undo"),
    path("sharing/", sharing.share, name="share"),
    path("sharing/changes/", sharing.share_many, name="share_many"),
    path("<int:pk>/owner/", sharing.assign, name="assign"),
    path("<int:pk>/pool/", sharing.put_in_pool, name="put_in_pool"),
    path("<int:pk>/giving-back/", sharing.give_back, name="give_back"),
    path("<int:pk>/edit/", customers.edit, name="edit"),
    path("<int:pk>/contacts/new/", contacts.add, name="contact_add"),
    path("contacts/<int:pk>/edit/", contacts.edit, name="contact_edit"),
    path("contacts/<int:pk>/archiving/", contacts.archive, name="contact_archive"),
    path("contacts/<int:pk>/restoring/", contacts.restore, name="contact_restore"),
    path("settings/", settings.overview, name="settings"),
    path("settings/questions/new/", settings.add_question, name="question_add"),
    path("settings/questions/<int:pk>/", settings.edit_question, name="question_edit"),
    path("settings/questions/<int:pk>/moving/", settings.move_question, name="question_move"),
    path("settings/questions/<int:pk>/archiving/", settings.archive_question, name="question_archive"),
    path("settings/sources/<int:pk>/archiving/", settings.archive_source, name="source_archive"),
    path("settings/tags/<int:pk>/deletion/", settings.delete_tag, name="tag_delete"),
    re_path(rf"^settings/names/{NAMED}/new/$", settings.add_named, name="name_add"),
    re_path(rf"^settings/names/{NAMED}/(?P<pk>\d+)/$", settings.rename, name="name_edit"),
]
