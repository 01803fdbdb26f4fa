"""Addresses of the funnel, below funnel/."""

from django.urls import path

from sapa.pipeline.views import findings, funnel_board, funnel_steps

urlpatterns = [
    path("", funnel_board.board, name="funnel"),
    path("filters/", funnel_board.filters, name="funnel_filters"),
    path("columns/<slug:step>/", funnel_board.column, name="funnel_column"),
    path("customers/<int:pk>/step/", funnel_board.move, name="funnel_move"),
    path("customers/<int:pk>/contact/", funnel_steps.make_contact, name="make_contact"),
    path("customers/<int:pk>/account/", funnel_steps.make_account, name="make_account"),
    path("customers/<int:pk>/opportunity/", funnel_steps.make_opportunity, name="make_opportunity"),
    path("customers/<int:pk>/back/", funnel_steps.step_back, name="step_back"),
    path("customers/<int:pk>/aside/", funnel_steps.set_aside, name="set_aside"),
    path("customers/<int:pk>/taking-up/", funnel_steps.take_up, name="take_up"),
    path("customers/<int:pk>/findings/new/", findings.add, name="findings_add"),
    path("findings/<int:pk>/", findings.edit, name="finding_edit"),
    path("findings/<int:pk>/meeting/", findings.meet, name="finding_meet"),
]
