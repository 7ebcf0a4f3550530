"""The forms of a title under which it is searched: without accents, transliterated, with numerals as digits.

Titles and what people type go through the same forms, so that "Se7en" meets "seven" and "Солярис" meets "solyaris".
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

from bot.domain.titles import folded, without_article

_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_ROMAN = [
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
]
# A lone "i" is a pronoun and a lone "v" or "x" hardly ever a number, so Roman numerals count from two letters on.
_NUMERALS = {word: str(n) for n, word in enumerate(_WORDS)} | {
    word: str(n) for n, word in enumerate(_ROMAN, 1) if len(word) > 1
}
_LEET = str.maketrans("0134579", "oieastg")
_LEET_SEVEN = str.maketrans("0134579", "oieasvg")
_MIXED = re.compile(r"^(?=.*[a-z])(?=[a-z]*\d[a-z0-9]*[a-z]).+$")
_AND = re.compile(r"\s*[&+]\s*")
_PLAIN = re.compile(r"[a-z0-9 ]+")
_TRAILING_ARTICLE = re.compile(r"^(?P<title>.+), (?P<article>the|a|an|le|la|les|l'|el|il|der|die|das)$", re.IGNORECASE)


def search_form(text: str) -> str:
    """The main form: lower case Latin letters and digits, single spaces, "&" as "and", no leading article."""
    return _bare(text if text.isascii() else anyascii(text))


def search_forms(text: str) -> tuple[str, ...]:
    """Every form, the main one first, none twice; empty for a text without letters or digits.

    They are: transliterated; in its own script; with numerals as digits; with digits inside words as the letters they
    stand for ("se7en").
    """
    text = text.replace("½", " 1/2")
    if (found := _TRAILING_ARTICLE.match(text)) is not None:
        text = f"{found['article']} {found['title']}"
    main = search_form(text)
    forms = [main]
    if not text.isascii():
        forms.append(_bare(text))
    if (digits := with_digits(main)) != main:
        forms.append(digits)
    if any(c.isdigit() for c in main):
        forms += [letters for table in (_LEET_SEVEN, _LEET) if (letters := _spelt(main, table)) != main]
        forms += [digits for form in forms[1:] if (digits := with_digits(form)) != form]
    return tuple(form for form in dict.fromkeys(forms) if form)


def with_digits(form: str) -> str:
    """The form with English number words and Roman numerals as digits."""
    return " ".join(_NUMERALS.get(word, word) for word in form.split())


def _spelt(form: str, table: dict[int, int]) -> str:
    return " ".join(word.translate(table) if _MIXED.match(word) else word for word in form.split())


def _bare(text: str) -> str:
    text = text.casefold()
    if not _PLAIN.fullmatch(text):
        text = folded(_AND.sub(" and ", text))
    return " ".join(without_article(text).replace("'", "").split())


@lru_cache(maxsize=20_000)
def name_tokens(name: str) -> tuple[str, ...]:
    """The words of a person's name, for finding films by who made them."""
    return tuple(search_form_of_name(name).split())


def search_form_of_name(name: str) -> str:
    """A person's name in Latin letters without accents; articles stay ("von", "le")."""
    return folded(anyascii(name)).replace("'", "")
