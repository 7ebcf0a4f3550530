"""Proper nouns in a text, whatever their script.

A proper noun is a word with a capital that does not begin a sentence, or, within a text in letters that have cases, a
word in letters that have none. A word that begins a sentence may be any word, unless it owns something ("Duras's").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.hosts.verbatim import fold

# Romance languages elide a word before a vowel: "d'Héloïse", "qu'Orphée".
_ELIDED = re.compile(r"(?:jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu|entr|qu|[cdjlmnst])['’]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*['’]?")
# After one of these a new sentence begins: closing punctuation, a colon, an opening quote or bracket, a dash, a line,
# French quotation marks out of which a true quotation has been taken.
_BEGINS = re.compile(r"(?:^|[.!?…:;。！？](?:\s?»|[\"'”’)\]*_])*\s+|[\"“„«‘(\[*_]\s*|[–—]\s*|«\s*»\s+|\n\s*|\s-\s)$")
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
        begins = _BEGINS.search(text[: found.start()]) is not None
        # A name may have a capital elision of its own ("L'Avventura"), but not where a sentence begins.
        elided = _ELIDED.match(word)
        if elided and (begins or word[0].islower() or elided[0] == word):
            word, begins = word[elided.end() :], False
        if not word or not (word[0].isupper() or word[0].istitle()):
            continue
        if begins and not _owner(word):
            continue
        yield word


def _owner(word: str) -> bool:
    owns = _OWNS.match(word)
    return owns is not None and fold(owns[1]) not in _NO_OWNERS


def latin(word: str) -> bool:
    """Whether a word is written in Latin letters, with or without accents."""
    return plain_name(word).isascii()


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
    """Every word of a text in the form of ``plain_name``, without what is elided before it as well, and its parts."""
    for found in _WORD.finditer(text):
        whole = plain_name(found[0])
        yield whole
        elided = _ELIDED.match(whole)
        bare = whole[elided.end() :] if elided else whole
        if elided and bare:
            yield bare
        if "-" in bare or "." in bare:
            yield from filter(None, re.split(r"[-.]", bare))
