"""Addresses of pipeline, inside an organisation."""

from django.urls import path

from sapa.pipeline.views import board

app_name = "pipeline"
urlpatterns = [
    path("opportunities/", board.board, name="board"),
    path("opportunities/filters/", board.filters, name="filters"),
    path("opportunities/columns/<int:stage>/", board.column, name="column"),
    path("opportunities/new/", board.board, name="create"),
    path("opportunities/list/", board.board, name="list"),
    path("opportunities/calendar/", board.board, name="calendar"),
]
