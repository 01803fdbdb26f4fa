"""Addresses of web, inside an organisation."""

from django.urls import path

from sapa.web.views import card, farewell, greeting, home, saved_views, search, settings, territories, timelines

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
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
    path("audit/", timelines.audit, name="audit"),
    path("customers/<int:pk>/", card.card, name="card"),
    path("customers/<int:pk>/timeline/", timelines.of_customer, name="customer_timeline"),
    path("opportunities/<int:pk>/timeline/", timelines.of_opportunity, name="opportunity_timeline"),
    path("catalogue/<int:pk>/timeline/", timelines.of_product, name="product_timeline"),
    path("views/new/", saved_views.create, name="view_create"),
    path("views/<str:list_name>/", saved_views.manage, name="view_list"),
    path("views/<int:pk>/edit/", saved_views.edit, name="view_edit"),
    path("views/<int:pk>/deletion/", saved_views.delete, name="view_delete"),
    path("views/<int:pk>/restoration/", saved_views.restore, name="view_restore"),
]
