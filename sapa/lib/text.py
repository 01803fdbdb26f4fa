"""Names and words: how they are compared, shortened and put into addresses."""

import re
import unicodedata

SMALL_WORDS = {"bin", "binti", "dan", "of", "and", "the"}
APOSTROPHES = str.maketrans("", "", "'`´’‘ʼ")


def strip_accents(text: str) -> str:
    """ "Café" → "Cafe"."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def search_key(text: str) -> str:
    """What two spellings of a name have in common: small letters and digits, single spaces.

    "PT. Maju  Jaya" → "pt maju jaya"; "Ma'ruf" → "maruf"; letters of other scripts stay.
    """
    folded = strip_accents(text).translate(APOSTROPHES).casefold()
    return " ".join(re.findall(r"[^\W_]+", folded))


def tidy(text: str) -> str:
    """One line without control signs, single spaces, no space at the ends; the capitals as they were."""
    visible = "".join(sign if sign.isprintable() else " " for sign in unicodedata.normalize("NFC", text))
    return " ".join(visible.split())


def initials(name: str) -> str:
    """At most two capitals for an avatar: "Siti Nur Aminah" → "SA", "Wati" → "W", "" → "?"."""
    words = [word for word in search_key(name).split() if word not in SMALL_WORDS] or ["?"]
    chosen = words[:1] if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0] for word in chosen).upper()


def slug(name: str, max_length: int = 40) -> str:
    """A name as part of an address: "BUM Desa Maju Jaya" → "bum-desa-maju-jaya". Cut between words; may be ""."""
    words = re.findall(r"[a-z0-9]+", search_key(name))
    found = ""
    for word in words:
        longer = f"{found}-{word}" if found else word[:max_length]
        if len(longer) > max_length:
            break
        found = longer
    return found
