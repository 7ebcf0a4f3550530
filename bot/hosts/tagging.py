"""Finding themes without a model: the taggers of each language and server, off the event loop."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Protocol

from bot.domain.content import Content, Library
from bot.domain.film import Film
from bot.domain.lexicon import Lexicon
from bot.domain.salon import Salon
from bot.domain.tagger import PLAIN, Found, Tagger
from bot.domain.theme import Theme
from bot.domain.turn import Turn
from bot.domain.wording import tokens

_KEPT = 16  # taggers; a server that added themes has its own


class Tags(Protocol):
    """What names the themes of a text. Pure, and safe to be asked from another thread."""

    def tags(self, text: str) -> tuple[Found, ...]:
        """The themes of a text, best first."""
        ...


Maker = Callable[[Sequence[Theme], Lexicon, str], Tags]
"""Makes what names themes, from the themes, the words of a language and the language's code."""


def lexical(themes: Sequence[Theme], lexicon: Lexicon, _language: str) -> Tags:
    """The tagger that needs nothing besides the words."""
    return Tagger(themes, lexicon)


class HouseFinder:
    """Implements ``bot.ports.ThemeFinder``. Themes that stand in nothing but the film's title or names are no themes."""

    def __init__(self, library: Library, make: Maker = lexical) -> None:
        self._library = library
        self._make = make
        self._made: OrderedDict[tuple[str, str], Tags] = OrderedDict()

    async def find(self, salon: Salon, turns: Sequence[Turn], own: Sequence[Theme]) -> Sequence[tuple[Found, ...]]:
        """The plain themes of each turn, of the vocabulary or of the server's own."""
        tagger = await self._tagger(self._library.of(salon.language), own)
        passing = names_in(salon.film)
        return await asyncio.to_thread(_found, tagger, [turn.text for turn in turns], passing)

    async def _tagger(self, content: Content, own: Sequence[Theme]) -> Tags:
        key = (content.language, repr(own))
        if key not in self._made:  # two who come at once both make it, and one is kept
            themes = [*content.bank.vocabulary.values(), *own]
            self._made[key] = await asyncio.to_thread(self._make, themes, content.lexicon, content.language)
        self._made.move_to_end(key)
        while len(self._made) > _KEPT:
            self._made.popitem(last=False)
        return self._made[key]


def _found(tagger: Tags, texts: Sequence[str], passing: frozenset[str]) -> Sequence[tuple[Found, ...]]:
    return [tuple(one for one in tagger.tags(text) if _speaks(one, passing)) for text in texts]


def _speaks(one: Found, passing: frozenset[str]) -> bool:
    words = {word for phrase in one.evidence for word in tokens(phrase)}
    return one.score >= PLAIN and not words <= passing


def names_in(film: Film) -> frozenset[str]:
    """The words of a film's titles and of what its people are called, which say nothing of themes by themselves."""
    return frozenset(word for text in (*film.titles, *film.characters, *film.cast) for word in tokens(text))
