"""Every address of Sapa, walked by everyone: anonymous, the outsider, and each role."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sapa.team.models import Member
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast
from sapa.web.tests import rows
from sapa.web.tests.addresses import ADDRESSES, INSIDE, LOGIN, MEMBER, OUTSIDE, PUBLIC, Address

WRITES = ("INSERT", "UPDATE", "DELETE")
NO_TOKEN = {  # no session stands behind them
    "public_form_own",
    "public_form",
    "public_form_embedded",
    "public_quotation_acceptance",  # the link itself is the secret
    "public_quotation_refusal",
    "public_quotation_question",
}
NOT_OURS = ("django_session", "usersessions_usersession")  # who is logged in, which each request may renew
REFUSALS = {403, 404, 405}


def walk(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, Any]]:
    """Every view as (name with its namespaces, or the route where it has no name; the callable)."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or pattern.pattern}", pattern.callback


VIEWS_INSIDE = dict(walk(get_resolver(settings.ORGANIZATION_URLCONF).url_patterns))
VIEWS_OUTSIDE = dict(walk(get_resolver(settings.ROOT_URLCONF).url_patterns))


@dataclass
class Rows:
    """One row of each kind that addresses name, belonging to `owner`, made when it is first named.

    Addresses share them, since what a request writes is taken back before the next one.
    """

    cast: Cast
    owner: Member
    made: dict[str, Any] = field(default_factory=dict)

    def url_of(self, address: Address) -> str:
        """The address inside the cast's organisation, with rows that belong to the owner."""
        found: dict[str, Any] = {}
        for argument, kind in address.rows.items():
            if kind.startswith("="):
                found[argument] = kind[1:]
                continue
            row = self._row(kind)
            for before, parent in address.rows.items():  # a row further down an address belongs to the one before it
                if before in found and hasattr(row, f"{parent}_id"):
                    found[before] = getattr(row, f"{parent}_id")
            found[argument] = row.pk
        path = reverse(address.name, urlconf=settings.ORGANIZATION_URLCONF, kwargs=found)
        return f"/{self.cast.organization.slug}{path}"

    def _row(self, kind: str) -> Any:
        if kind not in self.made:
            with organization_scope(self.owner.organization_id):
                self.made[kind] = rows.build(kind, self.owner)
        return self.made[kind]


@contextmanager
def undone() -> Iterator[list[str]]:
    """What the block writes is taken back. Gives the list of its writing statements."""
    written: list[str] = []

    def watched(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(WRITES) and not any(table in sql for table in NOT_OURS):
            written.append(sql)
        return execute(sql, *rest)

    with transaction.atomic():
        with connection.execute_wrapper(watched):
            yield written
        transaction.set_rollback(True)


def ask(client: Client, method: str, url: str) -> tuple[int, str, list[str]]:
    """The status, where to it redirects, and what was written (and taken back)."""
    with undone() as written:
        response = client.generic(method, url, content_type="application/x-www-form-urlencoded")
    return response.status_code, response.headers.get("Location", ""), written


def may(member: Member, address: Address) -> bool:
    return address.gate == MEMBER or member.may(address.gate)


def test_each_view_is_in_the_table() -> None:
    assert set(VIEWS_INSIDE) == {address.name for address in INSIDE}
    assert set(VIEWS_OUTSIDE) == {address.name for address in OUTSIDE}
    assert len(ADDRESSES) == len(INSIDE) + len(OUTSIDE), "an address stands in the table twice"


def test_each_view_asks_for_the_right_that_the_table_names() -> None:
    asked = {name: getattr(view, "permission", MEMBER) for name, view in VIEWS_INSIDE.items()}
    assert asked == {address.name: address.gate for address in INSIDE}


def test_an_anonymous_visitor_is_sent_to_the_login(cast: Cast) -> None:
    theirs, wrong = Rows(cast, cast.sari), []
    for address in INSIDE:
        url = theirs.url_of(address)
        for method in address.methods.split():
            status, place, written = ask(Client(), method, url)
            if status != 302 or not place.startswith(settings.LOGIN_URL) or written:
                wrong.append((method, url, status, place, written))
    assert wrong == []


def test_for_an_outsider_nothing_of_the_organisation_exists(cast: Cast) -> None:
    theirs, wrong = Rows(cast, cast.sari), []
    for address in INSIDE:
        url = theirs.url_of(address)
        for method in address.methods.split():
            status, _place, written = ask(cast.client(cast.asing), method, url)
            if status != 404 or written:
                wrong.append((method, url, status, written))
    assert wrong == []


@pytest.mark.shared
@pytest.mark.parametrize("role", ["sari", "tono", "budi", "tini", "cici", "rina", "joko", "darma"])
def test_each_role_may_do_what_the_table_says_and_no_more(cast: Cast, role: str) -> None:
    """And reading writes nothing, whoever reads."""
    member = getattr(cast, role)
    theirs, wrong = Rows(cast, member), []
    for address in INSIDE:
        url = theirs.url_of(address)
        for method in address.methods.split():
            status, _place, written = ask(cast.client(member), method, url)
            if method == "GET" and written:
                good = False
            elif may(member, address):
                good = status in address.answers if address.answers else status < 500 and status not in REFUSALS
            else:
                good = status == 403 and not written
            if not good:
                wrong.append((method, url, status, written))
    assert wrong == []


def test_a_method_that_a_view_does_not_know_changes_nothing(cast: Cast) -> None:
    theirs, wrong = Rows(cast, cast.sari), []
    for address in INSIDE:
        url = theirs.url_of(address)
        for method in {"GET", "POST", "DELETE"} - set(address.methods.split()):
            status, _place, written = ask(cast.client(cast.sari), method, url)
            if status != 405 or written:
                wrong.append((method, url, status, written))
    assert wrong == []


def test_a_row_of_another_organisation_does_not_exist(cast: Cast) -> None:
    theirs, wrong = Rows(cast, cast.asing), []
    for address in INSIDE:
        if any(not kind.startswith("=") for kind in address.rows.values()):
            url = theirs.url_of(address)
            for method in address.methods.split():
                status, _place, written = ask(cast.client(cast.sari), method, url)
                if status != 404 or written:
                    wrong.append((method, url, status, written))
    assert wrong == []


@pytest.mark.parametrize("role", ["budi", "joko"])
def test_a_row_that_a_member_may_not_see_does_not_exist(cast: Cast, role: str) -> None:
    member = getattr(cast, role)
    theirs, wrong = Rows(cast, cast.wati), []
    for address in INSIDE:
        if set(address.rows.values()) & rows.OWNED and may(member, address):
            url = theirs.url_of(address)
            for method in address.methods.split():
                status, _place, written = ask(cast.client(member), method, url)
                if status != 404 or written:
                    wrong.append((method, url, status, written))
    assert wrong == []


def test_a_post_without_its_token_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.sari.user)
    theirs, wrong = Rows(cast, cast.sari), []
    places = [(address, theirs.url_of(address)) for address in INSIDE]
    places += [(address, root_url_of(address)) for address in OUTSIDE]
    for address, url in places:
        if address.answers_to("POST") and address.name not in NO_TOKEN:
            status, _place, written = ask(client, "POST", url)
            if status != 403 or written:
                wrong.append((url, status, written))
    assert wrong == []


def root_url_of(address: Address) -> str:
    """An address outside any organisation. Its arguments are plain values: there are no rows outside."""
    values = {argument: value.removeprefix("=") for argument, value in address.rows.items()}
    return reverse(address.name, urlconf=settings.ROOT_URLCONF, kwargs=values)


@pytest.mark.parametrize("address", OUTSIDE, ids=lambda address: address.name)
def test_outside_an_organisation_a_page_is_open_to_all_or_asks_to_log_in(cast: Cast, address: Address) -> None:
    assert address.gate in {PUBLIC, LOGIN}
    for method in address.methods.split():
        status, place, _written = ask(Client(), method, root_url_of(address))
        if address.gate == LOGIN:
            assert (status, place.startswith(settings.LOGIN_URL)) == (302, True), method
        elif address.answers:
            assert status in address.answers, method
        else:
            assert status < 500 and status not in REFUSALS and not place.startswith(settings.LOGIN_URL), method


@pytest.mark.parametrize("address", OUTSIDE, ids=lambda address: address.name)
def test_outside_an_organisation_whoever_is_logged_in_gets_an_answer(cast: Cast, address: Address) -> None:
    for method in address.methods.split():
        status, _place, _written = ask(cast.client(cast.budi), method, root_url_of(address))
        assert status in address.answers if address.answers else status < 500 and status not in REFUSALS, method


def test_the_table_names_kinds_of_rows_that_exist() -> None:
    kinds = {kind for address in INSIDE for kind in address.rows.values() if not kind.startswith("=")}
    assert kinds <= set(rows.BUILDERS)
