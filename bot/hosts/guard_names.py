"""Proper nouns in a text, whatever their script.

A proper noun is a word with a capital that does not begin a sentence, or, within a text in letters that have cases, a
word in letters that have none. A word that begins a sentence may be any word, unless it owns something ("Duras's").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.hosts.verbatim import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*['’]?")
# After one of these a new sentence begins: closing punctuation, a colon, an opening quote or bracket, a dash, a line.
_BEGINS = re.compile(r"(?:^|[.!?…:;。！？][\"'”’)\]*_]*\s+|[\"“„«‘(\[*_]\s*|[–—]\s*|\n\s*|\s-\s)$")
# Letters that Unicode does not take apart into a plain one and its mark.
_STROKED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
_OWNS = re.compile(r"(.+?)['’]s?$")
# What owns nothing although it looks so: "That's", "Nobody's".
_NO_OWNERS = frozenset(
    [
        "it",
        "that",
        "what",
        "who",
        "where",
        "here",
        "there",
        "he",
        "she",
        "let",
        "how",
        "when",
        "why",
        "nobody",
        "somebody",
        "everybody",
        "everyone",
        "one",
        "anybody",
        "today",
        "tonight",
        "yesterday",
        "another",
        "neither",
        "either",
        "each",
        "other",
    ]
)


def proper_nouns(text: str) -> Iterator[str]:
    """The proper nouns of a text, a word at a time, as they are written."""
    cased = sum(1 for c in text if c.isalpha() and c.lower() != c.upper())
    caseless = sum(1 for c in text if c.isalpha() and c.lower() == c.upper())
    foreign = cased > caseless
    for found in _WORD.finditer(text):
        word = found[0]
        if word[0].lower() == word[0].upper():
            if foreign:
                yield word
            continue
        if not (word[0].isupper() or word[0].istitle()):
            continue
        if _BEGINS.search(text[: found.start()]) and not _owner(word):
            continue
        yield word


def _owner(word: str) -> bool:
    owns = _OWNS.match(word)
    return owns is not None and fold(owns[1]) not in _NO_OWNERS


def plain_name(word: str) -> str:
    """A name for comparing: folded, without accents and without the ending of what it owns."""
    folded = fold(word)
    owns = _OWNS.match(folded)
    bare = owns[1] if owns else folded
    if bare.isascii():
        return bare
    apart = unicodedata.normalize("NFD", bare.translate(_STROKED))
    return "".join(c for c in apart if not unicodedata.combining(c)) or bare


def name_words(text: str) -> Iterator[str]:
    """Every word of a text in the form of ``plain_name``, and the parts of words with hyphens or full stops."""
    for found in _WORD.finditer(text):
        whole = plain_name(found[0])
        yield whole
        if "-" in whole or "." in whole:
            yield from filter(None, re.split(r"[-.]", whole))
