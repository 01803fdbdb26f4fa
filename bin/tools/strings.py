"""Finds the strings to translate in Python files and Django templates."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tokenize import TokenError
from typing import TYPE_CHECKING, Any

from environment import stop

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ONE, PLURAL = None, (1, 2)
ONE_IN_CONTEXT, PLURAL_IN_CONTEXT = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": ONE,
    **dict.fromkeys(["gettext", "gettext_lazy", "gettext_noop"], ONE),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], PLURAL),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ONE_IN_CONTEXT),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], PLURAL_IN_CONTEXT),
}


def add_strings(found: "Catalog", root: Path) -> "Catalog":
    """Add every string of the package to the catalogue, with the files and lines it stands in."""
    for path in sorted((root / "sapa").rglob("*")):
        name = path.relative_to(root).as_posix()
        if not path.is_file() or "/tests/" in name or "/migrations/" in name or "/static/" in name:
            continue
        try:
            for line, identity, comments, context in _strings(path):
                found.add(identity, locations=[(name, line)], auto_comments=comments, context=context)
        except (SyntaxError, TokenError) as error:
            stop(f"{name} cannot be read: {error}")
    return found


def _strings(path: Path) -> Iterator[tuple[int, Any, list[str], str | None]]:
    from babel.messages.extract import extract as babel_extract

    if path.suffix == ".py":
        source = path.read_bytes()
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        source = _python_of_template(path)
    else:
        return
    for line, identity, comments, context in babel_extract(
        "python", BytesIO(source), keywords=KEYWORDS, comment_tags=("Translators:",), options={"encoding": "utf-8"}
    ):
        parts = identity if isinstance(identity, tuple) else (identity,)
        if all(parts):
            yield line, identity, comments, context


def _python_of_template(path: Path) -> bytes:
    """Django's own reading of a template, as calls of gettext, without the indentation that Python would refuse."""
    from django.utils.translation.template import templatize

    calls = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(line.strip() for line in calls.split("\n")).encode()
