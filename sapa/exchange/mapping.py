"""The mapping of a file: a TOML that says which column means what. docs/guide/impor.md tells it to people."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapa.lib.invalid import Invalid

STRFTIME = {"%d": "dd", "%m": "mm", "%Y": "yyyy", "%y": "yy", "%b": "mmm", "%B": "mmmm"}
TABLES = {"columns", "values", "formats", "defaults", "custom_fields", "pipeline", "unnamed"}
OTHERS = {"kind", "key", "create"}
CREATED = {"customers", "products", "supervisors"}


class InvalidMapping(Invalid):
    """A mapping that cannot be used."""


@dataclass(frozen=True)
class Mapping:
    """What a TOML says of a file; an empty one leaves everything to the headers."""

    kind: str = ""  # customers, products, members, opportunities: a guard against the wrong mapping
    key: str = ""  # the field by which a row is known again
    columns: dict[str, str] = field(default_factory=dict)  # {field: header}
    values: dict[str, dict[str, str]] = field(default_factory=dict)  # {field: {as written, small: as meant}}
    formats: dict[str, str] = field(default_factory=dict)  # date, decimal
    defaults: dict[str, str] = field(default_factory=dict)  # {field: what an empty cell of a new row means}
    create: frozenset[str] = frozenset()  # what is made when it is not there: customers, products, supervisors
    custom_fields: dict[str, dict[str, Any]] = field(default_factory=dict)  # {key: label, kind, choices}
    pipeline: dict[str, Any] = field(default_factory=dict)  # name, market, stages
    unnamed: dict[str, str] = field(default_factory=dict)  # the customer, one per owner, of rows without one


def load_mapping(path: Path, kind: str) -> Mapping:
    """Read a mapping for files of this kind. Raises InvalidMapping."""
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidMapping(_("The mapping %(path)s cannot be opened."), path=path) from error
    except UnicodeDecodeError as error:
        raise InvalidMapping(_("The mapping %(path)s is not a text in UTF-8."), path=path) from error
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, error) from error
    _check_shape(written)
    if written.get("kind", kind) != kind:
        raise InvalidMapping(_("The mapping is for %(kind)s."), kind=written["kind"])
    return Mapping(
        kind=kind,
        key=written.get("key", ""),
        columns=_texts(written, "columns"),
        values={
            name: {str(found).strip().casefold(): str(meant) for found, meant in values.items()}
            for name, values in written.get("values", {}).items()
        },
        formats=_texts(written, "formats"),
        defaults=_texts(written, "defaults"),
        create=frozenset(written.get("create", [])),
        custom_fields=written.get("custom_fields", {}),
        pipeline=written.get("pipeline", {}),
        unnamed=_texts(written, "unnamed"),
    )


def _not_toml(path: Path, error: tomllib.TOMLDecodeError) -> InvalidMapping:
    """Python tells in English what it expected; where it did is understood in any language."""
    if place := re.search(r"at line (\d+), column (\d+)", str(error)):
        line, column = map(int, place.groups())
        told = _("The mapping %(path)s is not TOML: see line %(line)d, column %(column)d.")
        return InvalidMapping(told, path=path, line=line, column=column)
    return InvalidMapping(_("The mapping %(path)s is not TOML: it ends too early."), path=path)


def date_format(written: str) -> str:
    """ "%d-%m-%y" → "dd-mm-yy", as sapa.lib.dates writes it; such a one passes."""
    found = re.sub(r"%[a-zA-Z]", lambda code: STRFTIME.get(code[0], code[0]), written)
    if "%" in found or not re.fullmatch(r"[dmy\s./,-]+", found.lower()):
        raise InvalidMapping(_("“%(text)s” is not a date format such as dd-mm-yyyy."), text=written)
    return found


def _check_shape(written: dict[str, Any]) -> None:
    for name, value in written.items():
        if name not in TABLES | OTHERS:
            raise InvalidMapping(_("The mapping has an unknown part “%(name)s”."), name=name)
        if isinstance(value, dict) != (name in TABLES) or (name == "create") != isinstance(value, list):
            raise InvalidMapping(_("The part “%(name)s” of the mapping is not written as it should be."), name=name)
    if unknown := set(map(str, written.get("create", []))) - CREATED:
        raise InvalidMapping(_("The mapping has an unknown part “%(name)s”."), name=f"create: {min(unknown)}")
    for name in ("values", "custom_fields"):
        if not all(isinstance(value, dict) for value in written.get(name, {}).values()):
            raise InvalidMapping(_("The part “%(name)s” of the mapping is not written as it should be."), name=name)


def _texts(written: dict[str, Any], name: str) -> dict[str, str]:
    return {key: str(value) for key, value in written.get(name, {}).items()}
