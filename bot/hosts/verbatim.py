"""Reading text exactly: what is quoted in it, whether a quote is somebody's own words, and making it safe to show.

All functions are pure. Folding makes spellings of the same words equal (case, typographic quotes and dashes, white
space, invisible characters, ligatures, the space that French puts before marks); it is for comparing only, never for
showing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

ZERO_WIDTH_SPACE = "\u200b"

# Invisible or direction-changing characters: zero-width space and joiners, word joiner, byte-order mark, soft hyphen,
# and the bidirectional controls that can make a line read differently from what it says.
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u061c\u200e\u200f" + _TURNING
_HIDDEN = str.maketrans(dict.fromkeys(_INVISIBLE, ""))
_FOLD = _HIDDEN | str.maketrans(
    {
        **dict.fromkeys("‘’‚‛`´", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‐‑‒–—―", "-"),
        "…": "...",
        "œ": "oe",
        "Œ": "OE",
    }
)
# French puts a space before these marks and inside its quotation marks, or leaves it out; German quotes the other way round.
_SPACED = re.compile(r"\s+(?=[?!;:]|»(?!\w))|(?<=(?<!\w)«)\s+")
_SPELT = {" ": r"\s+", **dict.fromkeys("'’", "['’]"), "«": r"«\s*", **{mark: rf"\s*[{mark}]" for mark in "?!;:»"}}
_LETTER = "[a-zA-Z\u00c0-\u024f]"  # of scripts that put spaces between words, the one that titles are mostly in
_BIDI = dict.fromkeys(map(ord, _TURNING))
# Control characters except line feed and tab, and lone surrogates, which cannot be sent as UTF-8.
_CONTROL = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff]")
# Stacked combining marks ("zalgo"): two on a letter are writing, more are noise.
_COMBINING = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_STACKED = re.compile(f"({_COMBINING}{{2}}){_COMBINING}+")
# What Discord turns into a mention: everyone, here, users, roles, channels, commands, guild navigation.
MENTION = re.compile(r"@(?:everyone|here)\b|<@[!&]?\d+>|<#\d+>|</[^:>\n]+:\d+>|<id:\w+>", re.IGNORECASE)

_QUOTED = (
    re.compile(r"“([^“”]+)”"),
    re.compile(r'"([^"]+)"'),
    re.compile(r"«([^«»]+)»"),
    # Single quotes count only when they stand outside words, so that apostrophes stay apostrophes.
    re.compile(r"(?<!\w)[‘'](?=\w)((?:[^‘’'\n]|(?<=\w)[’'](?=\w))+)[’'](?!\w)"),
)
_BLOCK_QUOTE = re.compile(r"^>{1,3}\s+(.+)$", re.MULTILINE)
_GAP = re.compile(r"\s*(?:[\[(]?(?:\.\.\.|…)[\])]?)\s*")
_EDGES = " \u00a0\u202f\t\n.,;:!?…-–—*_~'\"“”‘’«»"


def clean(text: str) -> str:
    """The text with mentions made harmless, without control, direction-changing and stacked combining characters."""
    return MENTION.sub(lambda found: f"{found[0][0]}{ZERO_WIDTH_SPACE}{found[0][1:]}", plain(text))


def plain(text: str) -> str:
    """The text without control, direction-changing and stacked combining characters; mentions stay as they are."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _STACKED.sub(r"\1", _CONTROL.sub("", lines).translate(_BIDI))


def fold(text: str) -> str:
    """A form in which equal wordings are equal strings."""
    visible = _CONTROL.sub("", unicodedata.normalize("NFC", text)).translate(_HIDDEN)
    folded = _STACKED.sub(r"\1", _SPACED.sub("", visible).translate(_FOLD))
    return " ".join(folded.casefold().split())


def locate(quote: str, text: str) -> str | None:
    """The exact slice of ``text`` that ``quote`` repeats, in the text's own spelling; None when it is not there."""
    wanted = fold(quote.strip(_EDGES))
    if not wanted:
        return None
    folded: list[str] = []
    places: list[int] = []
    spaced = {place for found in _SPACED.finditer(text) for place in range(*found.span())}
    for place, character in enumerate(text):
        for piece in "" if place in spaced else character.translate(_FOLD).casefold():
            if piece.isspace() and (not folded or folded[-1] == " "):
                continue
            folded.append(" " if piece.isspace() else piece)
            places.append(place)
    at = "".join(folded).find(wanted)
    return None if at < 0 else text[places[at] : places[at + len(wanted) - 1] + 1]


def quotes_in(text: str, least_words: int = 3) -> list[str]:
    """Everything the text puts between quotation marks or in a quote block that has at least so many words."""
    return [found for found in _spans(text) if least_words <= _length(found)]


def _length(quote: str) -> int:
    """How many words a quote has; marks that stand by themselves, as in French, are none, unless there is nothing else."""
    return sum(1 for piece in quote.split() if piece.strip("?!;:")) or 1


def _spans(text: str) -> Iterator[str]:
    """All quoted stretches, in no particular order."""
    for pattern in (*_QUOTED, _BLOCK_QUOTE):
        for found in pattern.finditer(text):
            yield found[1]


def is_verbatim(quote: str, folded_sources: Iterable[str]) -> bool:
    """Whether a (folded) source says it word for word; parts around an ellipsis must follow each other in order."""
    parts = [fold(part.strip(_EDGES)) for part in _GAP.split(quote)]
    parts = [part for part in parts if part]
    return not parts or any(_in_order(parts, source) for source in folded_sources)


def _in_order(parts: list[str], source: str) -> bool:
    """Whether all parts occur in the source, each after the one before."""
    at = 0
    for part in parts:
        found = source.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def without(text: str, passages: Iterable[str]) -> str:
    """The text with these passages blanked out, longest first, whatever their case, apostrophes and spaces."""
    for passage in sorted({p for p in passages if p.strip()}, key=len, reverse=True):
        text = re.sub(_spelt(passage), " ", text, flags=re.IGNORECASE)
    return text


def _spelt(passage: str) -> str:
    """A passage as a pattern for its spellings, which does not begin or end within a word ("Her" in "chercher")."""
    even = " ".join(_SPACED.sub("", passage).split())
    spelt = "".join(_SPELT.get(character) or re.escape(character) for character in even)
    before, behind = (
        f"(?{look}{_LETTER})" if re.match(_LETTER, edge) else "" for look, edge in (("<!", even[0]), ("!", even[-1]))
    )
    return f"{before}{spelt}{behind}"
