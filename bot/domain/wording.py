"""Words and sentences of chat: splitting them with their places kept, and comparing what two texts are about."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Romance languages elide a word before a vowel ("l'amour", "qu'il"): what is elided is a word of its own.
_WORD = re.compile(
    r"(?:jusqu|lorsqu|puisqu|quoiqu|qu|[cdjlmnst])['’](?=[^\W_]|$)|[^\W_]+(?:['’][^\W_]+)*", re.IGNORECASE
)
# A sentence ends at closing punctuation followed by white space, or at a line break. Where it ends inside French
# quotation marks, they belong to it, and it goes on behind them when a mark or a lower-case letter follows.
_BREAK = re.compile(
    r"(?:[.!?…。！？]+(?:\s?»(?!\s+[a-zß-ÿœ])|[\"'”’)\]|*_])*(?=\s|$)(?!\s?»(?!\w)))|\ue000\s?»(?=\s+[A-ZÀ-ÖØ-Þ«]|\s*$)|\n+"
)
# Between French quotation marks nothing ends a sentence, since it is one person's speech within another's.
_SPEECH = re.compile(r"«[^«»\n]*»")
# A full stop of an abbreviation ends nothing, where the sentence plainly goes on.
_ABBREVIATED = re.compile(
    r"\b(?:[Ee]tc|[Vv]s|[Ee]\.g|[Ii]\.e|[Jj]r|[Ss]r)\.(?=\s+[a-zß-ÿœ])|\b(?:[Mm]rs?|[Mm]s|[Dd]r|[Pp]rof|[Ss]t)\.(?=\s)"
)
_KEPT = str.maketrans(dict.fromkeys(".!?…", "\ue000"))
_UNQUOTABLE = re.compile(
    r"```.*?(?:```|$)|`[^`]*`|<[@#:!&a-z][^>]*>|https?://\S+|@(?:everyone|here)", re.DOTALL | re.IGNORECASE
)
_SHORT = 3  # letters of a word that an accent tells from another ("où" and "ou", "sûr" and "sur")
ENDINGS = ("ingly", "edly", "ings", "ness", "ment", "ing", "ies", "ied", "est", "ers", "ed", "es", "er", "ly", "s")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands: ``text == source[start:end]``."""

    text: str
    start: int
    end: int


def words(text: str) -> list[str]:
    """Words as they are written."""
    return _WORD.findall(text)


def tokens(text: str) -> list[str]:
    """Lower-case words, typographic apostrophes made plain."""
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


@lru_cache(maxsize=40_000)
def stem(word: str, endings: tuple[str, ...] = ENDINGS) -> str:
    """A word without the commonest endings of a language (English, unless told); crude, used only to compare words."""
    base = word.removesuffix("'s")
    for suffix in endings:
        if base.endswith(suffix) and len(base) - len(suffix) >= 4:
            base = base[: -len(suffix)]
            break
    return base.removesuffix("e") if len(base) > 4 else base


def word_count(text: str) -> int:
    """How many words a text has; marks that stand by themselves, as in French, are none."""
    return sum(1 for piece in text.split() if any(c.isalnum() for c in piece))


def after_words(text: str, count: int) -> str:
    """The text after its first ``count`` words, without the marks that follow them."""
    place = 0
    for _ in range(count):
        found = _WORD.search(text, place)
        if found is None:
            return text
        place = found.end()
    return text[place:].lstrip(" ,;:.-–—!?…")


def last_word(text: str) -> int:
    """Where the last word of a text begins; 0 where there is none."""
    return max((found.start() for found in _WORD.finditer(text)), default=0)


def spellings(phrase: str) -> list[tuple[str, ...]]:
    """A phrase as tokens, and as it is typed by somebody who leaves the accents out; short words stay as they are."""
    exact = tuple(tokens(phrase))
    plain = tuple(_unaccented(word) if len(word) > _SHORT else word for word in exact)
    return [exact] if plain == exact else [exact, plain]


def _unaccented(word: str) -> str:
    """A Latin word without its accents; words in other scripts as they are."""
    apart = unicodedata.normalize("NFD", word.replace("œ", "oe"))
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return bare if bare.isascii() else word


def sentences(text: str) -> list[Sentence]:
    """The sentences of a message, without surrounding white space, each a verbatim slice of it.

    Code blocks, links, mentions and quoted lines (starting with ">") are not sentences of the person who wrote.
    """
    masked = _UNQUOTABLE.sub(lambda m: "\n" * len(m.group()), text)
    masked = re.sub(r"(?m)^\s*>.*$", lambda m: "\n" * len(m.group()), masked)
    masked = _ABBREVIATED.sub(lambda m: m.group().translate(_KEPT), masked)
    masked = _SPEECH.sub(lambda m: m.group().translate(_KEPT), masked)
    found: list[Sentence] = []
    begin = 0
    for mark in _BREAK.finditer(masked):
        stop = mark.end() if not mark.group().startswith("\n") else mark.start()
        _keep(found, text, masked, begin, stop)
        begin = mark.end()
    _keep(found, text, masked, begin, len(masked))
    return found


def _keep(found: list[Sentence], text: str, masked: str, begin: int, stop: int) -> None:
    piece = masked[begin:stop]
    start = begin + len(piece) - len(piece.lstrip())
    end = begin + len(piece.rstrip())
    if start < end and any(c.isalnum() for c in text[start:end]):
        found.append(Sentence(text[start:end], start, end))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the smaller set that the two have in common, 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def fold(text: str) -> str:
    """Text for comparing quotes: white space single, quotation marks plain, case folded."""
    plain = text.translate(str.maketrans("“”„«»‘’", '"""""\'\''))
    return " ".join(plain.split()).casefold()


def is_verbatim(quote: str, text: str) -> bool:
    """Whether the quote stands in the text word for word, letter for letter."""
    return bool(quote) and quote in text
