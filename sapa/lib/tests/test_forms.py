"""What is typed into a line or a box."""

import pytest
from django.core.exceptions import ValidationError

from sapa.lib.forms import LineField, WordsField

UNSEEN = ["\u200b", "\u3164", "\u2800\u2800", " \u2060 "]


@pytest.mark.parametrize("text", UNSEEN)
@pytest.mark.parametrize("field", [LineField(), WordsField()])
def test_signs_that_nobody_sees_are_no_answer(field: LineField | WordsField, text: str) -> None:
    with pytest.raises(ValidationError, match="kosong"):
        field.clean(text)


@pytest.mark.parametrize("text", UNSEEN)
@pytest.mark.parametrize("field", [LineField(required=False), WordsField(required=False)])
def test_where_nothing_need_be_said_they_are_nothing(field: LineField | WordsField, text: str) -> None:
    assert field.clean(text) == ""


def test_a_line_is_tidied_and_words_stay_as_they_were() -> None:
    assert LineField().clean("  Kirim\u200b  contoh ") == "Kirim contoh"
    assert WordsField().clean("Baris satu\n  baris dua") == "Baris satu\n  baris dua"
