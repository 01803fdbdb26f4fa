import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapa.lib.text import initials, is_seen, search_key, slug, tidy


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("PT. Maju  Jaya", "pt maju jaya"),
        ("H. Ma'ruf, S.E.", "h maruf s e"),
        ("Café Désa", "cafe desa"),
        ("  ", ""),
        ("Straße", "strasse"),
        ("warung_bu-siti", "warung bu siti"),
    ],
)
def test_spellings_of_a_name_share_a_key(name, key):
    assert search_key(name) == key


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Siti Nur Aminah", "SA"), ("Wati", "W"), ("", "?"), ("Ahmad bin Said", "AS"), ("élan vital", "EV")],
)
def test_a_name_has_initials(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("BUM Desa Maju Jaya", "bum-desa-maju-jaya"),
        ("CV. Tani & Ternak", "cv-tani-ternak"),
        ("Koperasi Serba Usaha Sumber Rejeki Makmur Abadi", "koperasi-serba-usaha-sumber-rejeki"),
        ("東京", ""),
        ("a" * 60, "a" * 40),
    ],
)
def test_a_name_becomes_an_address(name, address):
    assert slug(name) == address


def test_a_line_is_tidied_but_keeps_its_capitals():
    assert tidy("  Bu\tSiti \n Aminah\u200b ") == "Bu Siti Aminah"


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(text):
    assert search_key(search_key(text)) == search_key(text)
    assert tidy(tidy(text)) == tidy(text)
    assert len(slug(text)) <= 40


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_plain_letters_give_the_same_key_as_all_others(text):
    """A letter of another script takes the way of all letters, and stays a word of its own."""
    assert search_key(f"{text} я") == f"{search_key(text)} я".strip()


@pytest.mark.parametrize("text", ["\u200b", "\u2060\ufeff", "\u3164 \u3164", "\u2800", "\u00ad", "\ufe0f", "\u200d\t"])
def test_what_nobody_can_see_is_nothing(text):
    assert tidy(text) == ""
    assert search_key(text) == ""
    assert not is_seen(text)


def test_a_sign_that_nobody_sees_does_not_split_a_word():
    assert tidy("Si\u200bti Ma\u00adju") == "Siti Maju"
    assert search_key("Si\u200bti") == "siti"
    assert tidy("🎂 1") == "🎂 1"
    assert tidy("❤️") == "❤️"
