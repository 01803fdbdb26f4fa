"""Reports and targets."""

from sapa.web.tests.addresses.table import BOTH, MEMBER, POST, Address

INSIDE: list[Address] = [
    Address("insight:projection", "reports.view"),
    Address("insight:projection_export", "customers.export"),
    Address("insight:funnel", "reports.view"),
    Address("insight:funnel_export", "customers.export"),
    Address("insight:voices", "reports.view"),
    Address("insight:voices_export", "customers.export"),
    Address("insight:sources", "reports.view"),
    Address("insight:sources_export", "customers.export"),
    Address("insight:outcomes", "reports.view"),
    Address("insight:outcomes_export", "customers.export"),
    Address("insight:value", "reports.view"),
    Address("insight:value_export", "customers.export"),
    Address("insight:value_fit", "settings.manage", POST),
    Address("insight:value_state", "reports.view"),
    Address("targets:page", MEMBER),
    Address("targets:export", "customers.export"),
    Address("targets:new", "targets.manage", BOTH),
    Address("targets:copy", "targets.manage", POST),
    Address("targets:edit", "targets.manage", BOTH, "target"),
    Address("targets:remove", "targets.manage", POST, "target"),
    Address("targets:restore", "targets.manage", POST, "removed_target"),
]
