"""Holding a model's tags to what was said: ids that were offered, turns that were shown, words that stand in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.content import Content
from bot.domain.tagger import MOST, Found
from bot.domain.turn import Turn, TurnId
from bot.domain.wording import tokens
from bot.hosts.ai_schema import TagDraft
from bot.hosts.verbatim import locate

SCORE = 0.8
"""The score of a theme that a model found: plain, and below that of a tag by hand."""
_WORDS = 3  # so many words may be evidence even when they are common ones ("who am I"); fewer need one of content
_QUOTE = 200  # characters of evidence
_EVIDENCE = 3  # passages of a turn that are kept for one theme


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands of an answer, for every turn that it says nothing false about, and how much of it does not."""

    found: Mapping[TurnId, tuple[Found, ...]]
    dropped: int


def held(
    drafts: Sequence[TagDraft], turns: Sequence[Turn], ids: Mapping[str, str], says: Callable[[str], bool]
) -> Checked:
    """What stands of an answer about these turns: ``ids`` are what may be named, ``says`` whether words are any evidence.

    A turn of which all was false is left out; one of which nothing was said has no themes.
    """
    texts = {int(turn.id): turn for turn in turns}
    kept: dict[TurnId, dict[str, list[str]]] = {turn.id: {} for turn in turns}
    doubted: set[TurnId] = set()
    dropped = 0
    for draft in drafts:
        turn, theme = texts.get(draft.turn), ids.get(draft.theme)
        words = passage(draft.quote, turn.text) if turn is not None and theme is not None else None
        themes = kept[turn.id] if turn is not None else {}
        if turn is None or theme is None or words is None or not says(words):
            dropped += 1
            if turn is not None:
                doubted.add(turn.id)
        elif theme in themes or len(themes) < MOST:
            themes.setdefault(theme, []).append(words)
    found = {
        turn: tuple(Found(theme, SCORE, tuple(dict.fromkeys(said))[:_EVIDENCE]) for theme, said in themes.items())
        for turn, themes in kept.items()
        if themes or turn not in doubted
    }
    return Checked(found, dropped)


def passage(quote: str, text: str) -> str | None:
    """The whole words of a text that a quote repeats, as they are typed there; None where they are not there."""
    exact = locate(quote, text)
    if exact is None:
        return None
    for there in re.finditer(re.escape(exact), text, re.IGNORECASE):
        if not (_within(text, there.start()) or _within(text, there.end())):
            whole = there[0]
            return whole if len(whole) <= _QUOTE else whole[:_QUOTE].rpartition(" ")[0] or whole[:_QUOTE]
    return None


def _within(text: str, place: int) -> bool:
    """Whether a place is inside a word, in scripts that have upper and lower case; the others have no spaces to tell by."""
    sides = text[place - 1 : place + 1] if place else ""
    return len(sides) == 2 and all(side.lower() != side.upper() or side.isdigit() for side in sides)


def says(words: str, content: Content, passing: frozenset[str]) -> bool:
    """Whether words say anything besides what the film and its people are called."""
    said = tokens(words)
    telling = [word for word in said if word not in passing]
    return bool(content.lexicon.content(telling)) or (bool(telling) and len(said) >= _WORDS)
