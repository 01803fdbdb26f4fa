"""The Indonesian catalogue: read, merged with the code's strings, checked, written, compiled.

Written without line numbers and dates and in the order of the strings, so that two people's changes
seldom touch the same lines.
"""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from environment import ROOT

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

PO = ROOT / "locale/id/LC_MESSAGES/django.po"
MO = PO.with_suffix(".mo")
HEADER = """# Sapa in Indonesian. Written by bin/messages.
msgid ""
msgstr ""
"Language: id\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)[^{}]*\}|%[sd]")


def read() -> "Catalog":
    """The catalogue as it stands in the project, or an empty one."""
    from babel.messages.pofile import read_po

    return read_po(BytesIO(PO.read_bytes() if PO.exists() else HEADER.encode()), locale="id")


def empty() -> "Catalog":
    from babel.messages.pofile import read_po

    return read_po(BytesIO(HEADER.encode()), locale="id")


def merge(found: "Catalog", known: "Catalog") -> "Catalog":
    """The code's strings with the translations known, also those once used. What the code no longer uses is kept
    apart as obsolete, so that a page being moved loses nothing."""
    memory = _memory(known)
    for message in _messages(found):
        old = memory.pop(_key(message), None)
        if old is None or not any(_texts(old)):
            continue
        texts = _texts(old)
        message.string = (texts[0],) if message.pluralizable else texts[0]
        message.flags |= {flag for flag in old.flags if flag == "fuzzy"}
    found.obsolete.clear()
    for key, message in sorted(memory.items(), key=lambda item: str(item[0])):
        if any(_texts(message)):
            message.locations, message.auto_comments = [], []
            found.obsolete[_obsolete_key(*key)] = message
    return found


def remember(known: "Catalog", identity: str, texts: list[str], context: str | None) -> None:
    from babel.messages.catalog import Message

    old = _memory(known).get((identity, context))
    plural = old is not None and old.pluralizable
    message = Message(
        old.id if old is not None else identity,
        (texts[0],) if plural else texts[0],
        context=context,
        locations=old.locations if old is not None else (),
    )
    known.obsolete.pop(_obsolete_key(identity, context), None)
    known.delete(identity, context)
    known[message.id] = message


def missing(catalogue: "Catalog", path: str = "") -> "list[Message]":
    return [
        message
        for message in _messages(catalogue)
        if ((not all(_texts(message))) or message.fuzzy)
        and any(file.startswith(path) for file, _line in message.locations)
    ]


def missing_lines(catalogue: "Catalog", path: str = "") -> Iterator[str]:
    for message in sorted(missing(catalogue, path), key=lambda message: message.locations[0]):
        file, line = next(place for place in message.locations if place[0].startswith(path))
        yield f"{file}:{line}: {json_key(message)!r}"


def faults(catalogue: "Catalog") -> list[str]:
    """Translations that leave out a placeholder, or use one that is not there."""
    wrong = []
    for message in _messages(catalogue):
        sources = [_placeholders(text) for text in _identities(message)]
        for text in filter(None, _texts(message)):
            if not sources[0] & sources[-1] <= _placeholders(text) <= sources[0] | sources[-1]:
                wrong.append(f"other placeholders than the English: {json_key(message)!r}: {text!r}")
    return wrong


def to_bytes(catalogue: "Catalog") -> bytes:
    from babel.messages.pofile import write_po

    for message in _messages(catalogue):
        message.locations = sorted(message.locations)
    text = BytesIO()
    write_po(text, catalogue, width=0, omit_header=True, sort_output=True, include_lineno=False)
    return HEADER.encode() + text.getvalue().rstrip() + b"\n"


def write(catalogue: "Catalog") -> None:
    content = to_bytes(catalogue)
    if not PO.exists() or PO.read_bytes() != content:
        _replace(PO, content)


def compile_now(catalogue: "Catalog") -> None:
    from babel.messages.mofile import write_mo

    binary = BytesIO()
    write_mo(binary, catalogue)
    _replace(MO, binary.getvalue())


def compile_if_older() -> int:
    if not MO.exists() or MO.stat().st_mtime <= PO.stat().st_mtime:
        compile_now(read())
    return 0


def json_key(message: "Message") -> str:
    identity = _identities(message)[0]
    return f"{message.context}\x04{identity}" if message.context else identity


def _messages(catalogue: "Catalog") -> "list[Message]":
    return [message for message in catalogue if message.id]


def _memory(catalogue: "Catalog") -> "dict[tuple[str, str | None], Message]":
    every = [*catalogue.obsolete.values(), *_messages(catalogue)]
    return {_key(message): message for message in every}


def _key(message: "Message") -> tuple[str, str | None]:
    return _identities(message)[0], message.context


def _obsolete_key(identity: str, context: str | None) -> str | tuple[str, str]:
    return (identity, context) if context else identity


def _identities(message: "Message") -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def _texts(message: "Message") -> list[str]:
    string: Any = message.string
    return [string] if isinstance(string, str) else [text or "" for text in string or [""]]


def _placeholders(text: str) -> set[str]:
    return {found.group(0) for found in PLACEHOLDER.finditer(text.replace("%%", ""))}


def _replace(path: Path, content: bytes) -> None:
    """Put the new file in place at once: a server that reads it never sees half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_bytes(content)
    new.replace(path)
