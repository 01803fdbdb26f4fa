"""`bin/messages`: keeps the Indonesian catalogue in step with the code. English is the source.

bin/messages                    take the strings from the code, say how many lack a translation
bin/messages --missing [PATH]   list them with file:line (those of files that start with PATH)
bin/messages --missing --json   the same as JSON, to fill in
bin/messages --fill FILE.json   {"English": "Indonesia", "%(n)s visit": ["%(n)s kunjungan"],
                                "context\\u0004English": "Indonesia"}
bin/messages --check            change nothing; fail if one is missing or the catalogue is out of date
bin/messages --tidy             forget the translations that the code no longer uses
bin/messages --compile          only write the .mo that Django reads
"""

import argparse
import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import catalogue
from environment import ROOT, ensure_packages
from strings import add_strings


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    ensure_packages("messages", arguments, "babel", "django")
    with _alone():
        if options.compile:
            return catalogue.compile_if_older()
        known = catalogue.read()
        if options.check:
            return _check(known)
        if options.fill:
            _fill(known, json.loads(Path(options.fill).read_text(encoding="utf-8")))
        fresh = catalogue.merge(add_strings(catalogue.empty(), ROOT), known)
        if options.tidy:
            fresh.obsolete.clear()
        catalogue.write(fresh)
        catalogue.compile_now(fresh)
    return _report(fresh, options)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bin/messages", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--fill", metavar="FILE.json")
    parser.add_argument("--missing", metavar="PATH", nargs="?", const="")
    for name in ("json", "check", "tidy", "compile"):
        parser.add_argument(f"--{name}", action="store_true")
    return parser.parse_args(arguments)


@contextmanager
def _alone() -> Iterator[None]:
    """Two people filling in at the same time wait for each other."""
    descriptor = os.open(ROOT / "locale", os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _fill(known: "catalogue.Catalog", translations: dict[str, str | list[str]]) -> None:
    for key, given in translations.items():
        context, _, identity = key.rpartition("\x04")
        texts = [given] if isinstance(given, str) else list(given)
        if any(texts):
            catalogue.remember(known, identity, texts, context or None)


def _check(known: "catalogue.Catalog") -> int:
    fresh = catalogue.merge(add_strings(catalogue.empty(), ROOT), known)
    problems = [f"not translated: {line}" for line in catalogue.missing_lines(fresh)]
    problems += catalogue.faults(fresh)
    if not problems and catalogue.to_bytes(fresh) != catalogue.PO.read_bytes():
        problems.append(f"{catalogue.PO.relative_to(ROOT)} is out of date: run bin/messages")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _report(fresh: "catalogue.Catalog", options: argparse.Namespace) -> int:
    missing = catalogue.missing(fresh, options.missing or "")
    if options.json:
        print(json.dumps({catalogue.json_key(message): "" for message in missing}, ensure_ascii=False, indent=1))
        return 0
    if options.missing is not None or options.fill:
        for line in catalogue.missing_lines(fresh, options.missing or ""):
            print(line)
    for fault in catalogue.faults(fresh):
        print(fault)
    print(f"{len(fresh)} strings, {len(missing)} without a translation, {len(fresh.obsolete)} no longer used.")
    return 0
