"""Whether a guest's words can be repeated as they are: a whole clause, from its beginning to its end.

The reader chooses the clause of a sentence that says most; a long sentence it cuts. Here what was cut in the middle of
a clause is made whole again, or else not repeated.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.domain.lexicon import Lexicon
from bot.domain.point import Point
from bot.domain.reader import balanced
from bot.domain.turn import Turn
from bot.domain.wording import tokens

_GAP = 8  # characters behind a cut in which no clause ends
_LEAD = re.compile(r"(?:[\w'’]+\s+){0,3}[\w'’]+\s?:\s+")
_LEAST = 3  # words of a quote
_LONGEST = 28  # words of a quote that is made whole
_ENDS = re.compile(r"[\s\"'”’)\]*_~]*(?:$|[,;:.!?…()–—\n]|\s-+\s)")
# "It isn't the slap, it's the diner": the first half says the opposite of what is meant.
_NOT = re.compile(r"\b(?:not|isnt|no|less|never|pas|moins|jamais)\b|n['’]t\b", re.IGNORECASE)
_BUT = re.compile(
    r"\s*[,;–—-]\s*(?:it['’]?s|it is|it was|but|he['’]s|she['’]s|that['’]s|they['’]re|c['’]est|mais)\b", re.IGNORECASE
)
_STRAY = " \t\n.,;:-"
_LINE = re.compile(r"[^\s.!?…:;,»\"”)\]*_-][ \t]*\n[ \t]*[a-zà-ÿ]")


def whole(point: Point, turn: Turn, lexicon: Lexicon) -> Point | None:
    """The point with words that can be repeated; None where there are none."""
    for lead in (_LEAD.match(point.quote), lexicon.leads.match(point.quote)):
        if lead is not None and len((rest := point.quote[lead.end() :]).split()) >= _LEAST:
            point = replace(point, quote=rest)  # "my opener: the mayor is not stupid", "my view is that he is"
            break
    start = turn.text.find(point.quote)
    if start < 0 or _torn(turn.text, start, start + len(point.quote)):
        return None
    inside = point.sentence.find(point.quote)
    if inside < 0:
        return point
    end = inside + len(point.quote)
    halved = _NOT.search(point.quote) is not None and _BUT.match(point.sentence, end) is not None
    if not halved and not _open(point.sentence, end, lexicon):
        return point
    for stop in _stops(point.sentence, end, lexicon):
        quote = point.sentence[inside:stop].rstrip(" .,;:!?…-–—")
        if len(quote.split()) <= _LONGEST and balanced(quote) and quote in turn.text:
            return replace(point, quote=quote)
    return None


def _open(sentence: str, end: int, lexicon: Lexicon) -> bool:
    """Whether the sentence goes on at that place within the same clause."""
    if _ENDS.match(sentence, end):
        return False
    at = lexicon.clause_break.match(sentence, end)
    if at is not None and at.end() > at.start():
        return False
    after = tokens(sentence[end : end + 40])[:1]
    # A tag, a filler or laughter that was cut from the end.
    return bool(after) and not lexicon.closers.opens(tokens(sentence[end:])) and not lexicon.fillers.opens(after)


def _stops(sentence: str, end: int, lexicon: Lexicon) -> list[int]:
    """Where, behind that place, a clause ends."""
    found = [m.start() for m in lexicon.clause_break.finditer(sentence, end) if m.start() > end + _GAP]
    return [*found, len(sentence)]


def _torn(text: str, start: int, end: int) -> bool:
    """Whether a line that was broken in the middle of a sentence begins or ends the words."""
    for broken in _LINE.finditer(text):
        cut = text.index("\n", broken.start())
        before, after = text[end:cut] if end <= cut else None, text[cut:start] if cut <= start else None
        if (
            start <= cut <= end
            or (before is not None and not before.strip(_STRAY))
            or (after is not None and not after.strip(_STRAY))
        ):
            return True
    return False
