"""Titles: folding, years typed behind them, and ids made from them."""

from __future__ import annotations

import re
import unicodedata

_YEAR = re.compile(r"^(?P<title>.+?)[\s,]*\(?(?P<year>18[89]\d|19\d\d|20[0-3]\d)\)?$")
_APOSTROPHES = str.maketrans("‘’ʼ＇`´", "''''''")
# English, French, Spanish, Portuguese, Italian, German, Dutch.
_ARTICLES = (
    "the ", "a ", "an ", "la ", "le ", "les ", "l'", "un ", "une ", "el ", "los ", "las ", "una ", "o ", "os ", "as ", "um ",
    "uma ", "il ", "lo ", "gli ", "der ", "die ", "das ", "ein ", "eine ", "de ", "het ",
)  # fmt: skip


def folded(text: str) -> str:
    """Lower case without accents and punctuation, single spaces."""
    # Decomposing may bring out capitals and casefolding marks ("℠", "ᾼ"), so each is done until neither changes the other.
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold()).casefold()
    plain = unicodedata.normalize("NFKD", plain)
    kept = "".join(c if c.isalnum() or c == "'" else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


def folded_title(title: str) -> str:
    """A title for comparing: folded, without its leading article or apostrophes."""
    return without_article(folded(title)).replace("'", "")


def without_article(text: str) -> str:
    """Folded text without its leading article, unless nothing else is there."""
    for article in _ARTICLES:
        if text.startswith(article) and len(text) > len(article):
            return text[len(article) :]
    return text


def split_year(text: str) -> tuple[str, int | None]:
    """A title and the year typed behind it ("Suspiria 1977", "Suspiria (1977)"); a title that is a year stays whole."""
    found = _YEAR.match(text.strip())
    return (found["title"].strip(), int(found["year"])) if found else (text.strip(), None)


def slug(title: str) -> str:
    """A title as part of an id."""
    return re.sub(r"[^\w]+", "-", folded_title(title)).strip("-")[:60] or "film"
