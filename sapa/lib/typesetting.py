"""Papers by typst, which is large and keeps the work of the last ten in memory: loaded when needed, emptied after."""

from collections.abc import Mapping
from functools import cache
from threading import Lock
from typing import Any

FORGETS_AFTER = 11  # compilations: what none of them used is thrown away
_alone = Lock()  # a compiler has one user at a time


def typeset(template: bytes | Mapping[str, bytes], inputs: Mapping[str, str], **options: Any) -> Any:
    """The PDF of a template, or what `options` say. What people wrote stands in `inputs`: data, never markup.

    Ten papers of 60 lines would stay with 50 MB in each process, and no other paper is any quicker by them.
    """
    import typst

    try:
        return typst.compile(template, sys_inputs=dict(inputs), ignore_system_fonts=True, **options)
    finally:
        with _alone:
            for _ in range(FORGETS_AFTER):
                _compiler().compile(b"", format="svg")  # 0.01 ms


@cache
def _compiler() -> Any:
    import typst

    return typst.Compiler(ignore_system_fonts=True)
