"""A new organisation, with all that it needs on its first day."""

from typing import Any

from django.db import transaction

from sapa.customers.defaults import provide_sources
from sapa.events.recording import record
from sapa.lifecycle.defaults import provide_rules
from sapa.pipeline.defaults import provide_capture_form, provide_lost_reasons, provide_pipelines
from sapa.pipeline.first_procedures import provide_procedures
from sapa.places.channels import provide_defaults as provide_channels
from sapa.sales.defaults import provide_settings
from sapa.team.joining import add_member
from sapa.team.models import Member, User
from sapa.team.roles import Role
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


@transaction.atomic
def found_organization(*, name: str, slug: str, director: User | None = None, **fields: Any) -> Organization:
    """Make an organisation with its channels, sources, pipelines and public form, and its director if there is one.

    `fields` are Organization's other fields. Raises ValidationError where one of them is impossible.
    """
    organization = Organization(name=name, slug=slug, **fields)
    organization.full_clean()
    organization.save(force_insert=True)
    with organization_scope(organization):
        provide_channels(organization)
        provide_sources(organization)
        provide_pipelines(organization)
        provide_lost_reasons(organization)
        provide_settings(organization)
        provide_rules(organization)
        provide_procedures(organization)
        by: Member | None = None
        if director is not None:
            by = add_member(user=director, name=director.name, role=Role.DIRECTOR, by=None)
        provide_capture_form(organization, by)
        record("organization.founded", organization, by=by)
    return organization
