"""Activities, the calendar and quick notes."""

from sapa.web.tests.addresses.table import BOTH, POST, Address

INSIDE: list[Address] = [
    Address("activities:list", "customers.view"),
    Address("activities:filters", "customers.view"),
    Address("activities:create", "activities.change", BOTH),
    Address("activities:customers", "activities.change"),
    Address("activities:calendar", "customers.view"),
    Address("activities:feed", "customers.view"),
    Address("activities:feed_renew", "customers.view", POST),
    Address("activities:feed_stop", "customers.view", POST),
    Address("activities:log", "activities.change", BOTH, "customer"),
    Address("activities:edit", "activities.change", BOTH, "activity"),
    Address("activities:postpone", "activities.change", BOTH, "activity"),
    Address("activities:hand_over", "activities.change", BOTH, "activity"),
    Address("activities:move", "activities.change", POST, "activity"),
    Address("activities:tap", "activities.change", POST, "customer"),
    Address("activities:note", "activities.change", BOTH, "customer"),
    Address("activities:plan", "activities.change", BOTH, "customer"),
    Address("activities:complete", "activities.change", BOTH, "activity"),
    Address("activities:reopen", "activities.change", POST, "activity"),
    Address("activities:cancel", "activities.change", BOTH, "activity"),
]
