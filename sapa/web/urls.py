"""Addresses of web, inside an organisation."""

from django.urls import path

from sapa.web.views import (
    activities,
    card,
    doing,
    farewell,
    greeting,
    home,
    my_work,
    saved_views,
    search,
    settings,
    team_day,
    territories,
    timelines,
    untouched,
)

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("today/activities/<int:pk>/tomorrow/", doing.put_off, name="put_off"),
    path("today/activities/<int:pk>/back/", doing.put_back, name="put_back"),
    path("today/prospects/<int:pk>/tomorrow/", doing.greet_tomorrow, name="greet_tomorrow"),
    path("today/birthdays/<int:pk>/greeting/", doing.greet, name="greet"),
    path("today/birthdays/<int:pk>/ungreeting/", doing.ungreet, name="ungreet"),
    path("today/again/<int:pk>/taking-up/", doing.take_up, name="take_up"),
    path("today/again/<int:pk>/setting-aside/", doing.set_aside_again, name="set_aside_again"),
    path("today/again/<int:pk>/later/", doing.move_try, name="try_later"),
    path("today/team/", team_day.team, name="today_team"),
    path("today/goals/", home.goals, name="goals"),
    path("today/rhythm/", home.rhythm, name="rhythm"),
    path("today/mail/", team_day.morning_mail, name="morning_mail"),
    path("search/", search.search, name="search"),
    path("search/commands/", search.commands, name="commands"),
    path("more/", settings.more, name="more"),
    path("settings/", settings.index, name="settings"),
    path("settings/organization/", settings.organization, name="organization"),
    path("settings/organization/greeting/", greeting.preview, name="greeting"),
    path("team/<int:pk>/farewell/", farewell.farewell, name="farewell"),
    path("team/territories/", territories.territories, name="territories"),
    path("team/territories/new/", territories.add, name="territory_new"),
    path("team/territories/regions/", territories.regions, name="territory_regions"),
    path("team/territories/<int:pk>/edit/", territories.change, name="territory_edit"),
    path("team/territories/<int:pk>/removal/", territories.remove, name="territory_remove"),
    path("untouched/", untouched.listing, name="untouched"),
    path("untouched/reminders/", untouched.reminders, name="remind"),
    path("my-work/", my_work.my_work, name="my_work"),
    path("audit/", timelines.audit, name="audit"),
    path("customers/<int:pk>/", card.card, name="card"),
    path("activities/<int:pk>/", activities.activity, name="activity"),
    path("customers/<int:pk>/timeline/", timelines.of_customer, name="customer_timeline"),
    path("opportunities/<int:pk>/timeline/", timelines.of_opportunity, name="opportunity_timeline"),
    path("catalogue/<int:pk>/timeline/", timelines.of_product, name="product_timeline"),
    *(
        path(f"{place}/<int:pk>/timeline/", timelines.of_paper, {"kind": kind}, name=f"{kind}_timeline")
        for kind, place in timelines.PAPERS.items()
    ),
    path("catalogue/prices/<int:pk>/timeline/", timelines.of_price_list, name="pricelist_timeline"),
    path("catalogue/promotions/<int:pk>/timeline/", timelines.of_promotion, name="promotion_timeline"),
    path("views/new/", saved_views.create, name="view_create"),
    path("views/<str:list_name>/", saved_views.manage, name="view_list"),
    path("views/<int:pk>/edit/", saved_views.edit, name="view_edit"),
    path("views/<int:pk>/deletion/", saved_views.delete, name="view_delete"),
    path("views/<int:pk>/restoration/", saved_views.restore, name="view_restore"),
]
