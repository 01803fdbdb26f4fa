"""Addresses of activities, inside an organisation. The page of one is drawn by web, which tells its story."""

from django.urls import path

from sapa.activities.views import activities, calendar, doing, feeds, listing, tapping

app_name = "activities"
urlpatterns = [
    path("", listing.listing, name="list"),
    path("filters/", listing.filters, name="filters"),
    path("new/", activities.create, name="create"),
    path("pick/customers/", activities.customers, name="customers"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("feed/", feeds.feed, name="feed"),
    path("feed/renewal/", feeds.renew, name="feed_renew"),
    path("feed/removal/", feeds.stop, name="feed_stop"),
    path("customers/<int:pk>/taps/", tapping.tap, name="tap"),
    path("customers/<int:pk>/touches/new/", activities.log, name="log"),
    path("customers/<int:pk>/notes/new/", activities.write_note, name="note"),
    path("customers/<int:pk>/tasks/new/", activities.plan, name="plan"),
    path("<int:pk>/edit/", doing.edit, name="edit"),
    path("<int:pk>/completion/", doing.complete, name="complete"),
    path("<int:pk>/reopening/", doing.reopen, name="reopen"),
    path("<int:pk>/cancellation/", doing.cancel, name="cancel"),
    path("<int:pk>/postponement/", doing.postpone, name="postpone"),
    path("<int:pk>/handover/", doing.hand_over, name="hand_over"),
    path("<int:pk>/move/", doing.move, name="move"),
]
