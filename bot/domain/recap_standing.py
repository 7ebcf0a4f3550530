"""A record as it may be shown now: without words that are withdrawn, and covered for who may not have seen the film."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.domain.recap import BY_CODE, Recap, RecapItem
from bot.domain.turn import Source, Turn, TurnId
from bot.domain.wording import fold

_QUOTED = re.compile(r"\"([^\"]+)\"|“([^“”]+)”|«([^«»]+)»")
_LEAST_WORDS = 3  # fewer words in quotation marks are as likely a manner of speaking as a quotation
_BARS = "||"


def standing(recap: Recap, turns: Mapping[TurnId, Turn], bare: str, titles: Collection[str] = ()) -> Recap:
    """The record without lines whose words are no longer said. It is redrawn soon after that; this is for the moments before.

    ``bare`` is the headline in place of one that may repeat such words; ``titles`` may be quoted in it.
    """
    items = tuple(item for item in recap.items if _stands(item, turns))
    kept = len(items) == len(recap.items) and headline_stands(recap.headline, turns, titles)
    return replace(recap, items=items, headline=recap.headline if kept else bare)


def _stands(item: RecapItem, turns: Mapping[TurnId, Turn]) -> bool:
    if not turns.keys() >= set(item.turns):
        return False
    said = [turns[turn_id].text for turn_id in item.turns]
    quotes = [quote for quote in (item.quote, item.second_quote) if quote]
    return all(any(quote in text for text in said) for quote in quotes)


def headline_stands(headline: str, turns: Mapping[TurnId, Turn], titles: Collection[str]) -> bool:
    """Whether everything that a headline quotes is said in one of these turns, or is a title."""
    quotes = [fold("".join(found)).strip(" .…") for found in _QUOTED.findall(headline)]
    texts = (*titles, *(turn.text for turn in turns.values()))
    return all(any(quote in fold(text) for text in texts) for quote in quotes if len(quote.split()) >= _LEAST_WORDS)


def spared(recap: Recap) -> Recap:
    """The record with everything that was said about the film covered, for who may not have seen it: a click shows it.

    Names of themes, and what code says of who said something, stay open; a headline is closed where it quotes somebody or
    a model wrote it.
    """
    by_model = recap.source is Source.AI
    closed = by_model or _QUOTED.search(recap.headline) is not None
    items = tuple(_spared(item, by_model=by_model) for item in recap.items)
    return replace(recap, headline=_covered(recap.headline) if closed else recap.headline, items=items)


def _spared(item: RecapItem, *, by_model: bool) -> RecapItem:
    closed = by_model and item.kind not in BY_CODE
    return replace(
        item,
        text=_covered(item.text) if closed else item.text,
        quote=_covered(item.quote) if item.quote and not (closed and item.quote in item.text) else None,
        second_quote=_covered(item.second_quote) if item.second_quote else None,
    )


def _covered(text: str) -> str:
    """All of a text covered; what it covers itself needs no bars of its own then."""
    plain = text.replace(_BARS, "").strip()
    return f"{_BARS}{plain}{_BARS}" if plain else text
