"""Names and words: how they are compared, shortened and put into addresses."""

import re
import unicodedata

SMALL_WORDS = {"bin", "binti", "dan", "of", "and", "the"}
APOSTROPHES = str.maketrans("", "", "'`´’‘ʼ")
# Signs that take no room or show nothing: Unicode's Default_Ignorable_Code_Point and the empty Braille pattern.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# For text without any other letters, as nearly all names are: what `search_key` does, in one go.
ASCII_KEY = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)} | {39: None, 96: None}
SEEN = re.compile(r"[^\s\ufe00-\ufe0f]")  # a variation selector belongs to the sign before it


def strip_accents(text: str) -> str:
    """ "Café" → "Cafe"."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def search_key(text: str) -> str:
    """What two spellings of a name have in common: small letters and digits, single spaces.

    "PT. Maju  Jaya" → "pt maju jaya"; "Ma'ruf" → "maruf"; letters of other scripts stay.
    """
    if text.isascii():
        return " ".join(text.translate(ASCII_KEY).split())
    folded = UNSEEN.sub("", strip_accents(text).translate(APOSTROPHES)).casefold()
    return " ".join(re.findall(r"[^\W_]+", folded))


def tidy(text: str) -> str:
    """One line without control signs and signs that nobody sees, single spaces, no space at the ends.

    The capitals stay. "" where there is nothing to be seen.
    """
    kept = text if text.isascii() else unicodedata.normalize("NFC", UNSEEN.sub("", text))
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in kept).split())
    return line if is_seen(line) else ""


def is_seen(text: str) -> bool:
    """Whether there is anything in it that a person can see."""
    return SEEN.search(text if text.isascii() else UNSEEN.sub("", text)) is not None


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
