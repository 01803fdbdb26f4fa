"""Papers by typst."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from sapa.lib.typesetting import typeset

TEMPLATE = b"#sys.inputs.text"


def test_a_template_becomes_a_pdf() -> None:
    assert typeset(TEMPLATE, {"text": "Salam"}).startswith(b"%PDF-")


def test_what_people_wrote_is_no_markup() -> None:
    assert typeset(TEMPLATE, {"text": '#panic("mine")'}).startswith(b"%PDF-")


def test_papers_of_the_same_moment_do_not_hinder_each_other() -> None:
    with ThreadPoolExecutor(4) as threads:
        papers = list(threads.map(lambda number: typeset(TEMPLATE, {"text": f"Faktur {number}"}), range(24)))
    assert all(paper.startswith(b"%PDF-") for paper in papers)


def test_a_template_that_is_wrong_is_an_error_and_the_next_one_works() -> None:
    with pytest.raises(RuntimeError):
        typeset(b"#nothing-like-this()", {})
    assert typeset(TEMPLATE, {"text": "Salam"}).startswith(b"%PDF-")
