"""Addresses of pipeline, inside an organisation."""

from django.urls import path

from sapa.pipeline.views import board, closing, looking, moving, opportunities, page, profiles, settings, steps

app_name = "pipeline"
urlpatterns = [
    path("opportunities/", board.board, name="board"),
    path("opportunities/columns/<int:stage>/", board.column, name="column"),
    path("opportunities/filters/", board.filters, name="filters"),
    path("opportunities/list/", looking.listing, name="list"),
    path("opportunities/calendar/", looking.calendar, name="calendar"),
    path("opportunities/new/", opportunities.create, name="create"),
    path("opportunities/customers/", opportunities.customers, name="customers"),
    path("opportunities/contacts/", opportunities.contacts, name="contacts"),
    path("opportunities/lines/", opportunities.lines, name="lines"),
    path("opportunities/price/", opportunities.price, name="price"),
    path("opportunities/<int:pk>/", page.opportunity, name="opportunity"),
    path("opportunities/<int:pk>/edit/", opportunities.edit, name="edit"),
    path("opportunities/<int:pk>/stage/", moving.stage, name="stage"),
    path("opportunities/<int:pk>/checks/<int:check>/", moving.tick, name="tick"),
    path("opportunities/<int:pk>/win/", closing.win, name="win"),
    path("opportunities/<int:pk>/lose/", closing.lose, name="lose"),
    path("opportunities/<int:pk>/reopening/", closing.reopen, name="reopen"),
    path("opportunities/<int:pk>/qualification/", steps.qualify, name="qualify"),
    path("opportunities/<int:pk>/offers/", steps.offer, name="offer"),
    path("opportunities/<int:pk>/profiles/", steps.share, name="share"),
    path("opportunities/<int:pk>/profile.pdf", profiles.pdf, name="profile_pdf"),
    path("opportunities/<int:pk>/tasks/new/", steps.plan, name="plan"),
    path("opportunities/offers/<int:pk>/acceptance/", steps.accept, name="accept"),
    path("settings/pipelines/", settings.overview, name="settings"),
    path("settings/pipelines/new/", settings.pipeline_add, name="pipeline_add"),
    path("settings/pipelines/<int:pk>/", settings.pipeline_edit, name="pipeline_edit"),
    path("settings/pipelines/<int:pk>/moving/", settings.pipeline_move, name="pipeline_move"),
    path("settings/pipelines/<int:pk>/archiving/", settings.pipeline_archive, name="pipeline_archive"),
    path("settings/pipelines/<int:pk>/stages/new/", settings.stage_add, name="stage_add"),
    path("settings/stages/<int:pk>/", settings.stage_edit, name="stage_edit"),
    path("settings/stages/<int:pk>/moving/", settings.stage_move, name="stage_move"),
    path("settings/stages/<int:pk>/deletion/", settings.stage_delete, name="stage_delete"),
    path("settings/lost-reasons/new/", settings.reason_add, name="reason_add"),
    path("settings/lost-reasons/<int:pk>/", settings.reason_edit, name="reason_edit"),
    path("settings/lost-reasons/<int:pk>/archiving/", settings.reason_archive, name="reason_archive"),
]
