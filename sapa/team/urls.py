"""Addresses of team, inside an organisation."""

from django.urls import path

from sapa.team.views import inviting, members, units

app_name = "team"
urlpatterns = [
    path("", members.members, name="members"),
    path("<int:pk>/", members.member, name="member"),
    path("<int:pk>/edit/", members.change, name="edit"),
    path("<int:pk>/leave/", members.leave, name="leave"),
    path("<int:pk>/return/", members.come_back, name="return"),
    path("<int:pk>/password/", members.password_link, name="password_link"),
    path("<int:pk>/invite/", inviting.invite_member, name="invite_member"),
    path("invitations/", inviting.invitations, name="invitations"),
    path("invitations/new/", inviting.invite, name="invite"),
    path("invitations/<int:pk>/renew/", inviting.renew, name="invitation_renew"),
    path("invitations/<int:pk>/withdraw/", inviting.withdraw, name="invitation_withdraw"),
    path("units/", units.units, name="units"),
    path("units/new/", units.add, name="unit_new"),
    path("units/<int:pk>/edit/", units.change, name="unit_edit"),
    path("units/<int:pk>/archive/", units.archive, name="unit_archive"),
    path("units/<int:pk>/restore/", units.restore, name="unit_restore"),
]
