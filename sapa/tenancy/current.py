"""Which organisation the running request, task or command works for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sapa.tenancy.models import Organization

UNSCOPED: Final = "*"
NONE: Final = ""

_scope: ContextVar[int | str] = ContextVar("sapa_organization", default=NONE)


class NoCurrentOrganization(RuntimeError):
    """A query on an organisation's rows while no organisation is current."""


class CrossOrganization(RuntimeError):
    """An attempt to write a row of, or a reference to, an organisation that is not the current one."""


def scope() -> int | str:
    """The current organisation's id, UNSCOPED, or NONE."""
    return _scope.get()


def current_organization_id() -> int:
    """The current organisation's id. Raises NoCurrentOrganization, also when unscoped."""
    found = _scope.get()
    if not isinstance(found, int):
        raise NoCurrentOrganization("no organisation is current: use organization_scope()")
    return found


@contextmanager
def organization_scope(organization: "Organization | int") -> Iterator[None]:
    """Work for this organisation until the block ends."""
    token = _scope.set(organization if isinstance(organization, int) else organization.pk)
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def unscoped() -> Iterator[None]:
    """See every organisation's rows: for migrations and operator commands, which on PostgreSQL run as the owner."""
    token = _scope.set(UNSCOPED)
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def no_organization() -> Iterator[None]:
    """Work for nobody until the block ends, whatever was current: how a request begins."""
    token = _scope.set(NONE)
    try:
        yield
    finally:
        _scope.reset(token)
