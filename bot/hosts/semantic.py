"""Which themes a text is about, by its meaning and its words together.

A theme stands for what it is like: its example sentences, and the names of what belongs to it. A text is as near to a theme
as it is, in the space of sentence embeddings, to the nearest few of these; the words that it shares with the theme's
documents (``bot.domain.tagger``) count on top. The constants below were chosen on those annotated films that the vocabulary
may be written with, the lexical part weakened to what it is worth on the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from bot.domain.lexicon import Lexicon
from bot.domain.tagger import MOST, PLAIN, Found, Tagger, heaviest
from bot.domain.theme import Theme
from bot.domain.wording import tokens
from bot.hosts.around import AROUND
from bot.hosts.embedding import LANGUAGE, Embedder, KeptRows, Rows
from bot.hosts.tagging import Maker, Tags, lexical

_WORDS, _MANY_WORDS = 1.0, 0.3  # what the logarithm and the root of a theme's BM25 weight add
_LIKE, _CALLED = 12.7, 10.5  # what nearness to its examples and to its names adds
_EXAMPLES, _NAMES = 3, 2  # how many of the nearest ones count
_CHATTER, _CHATTER_NEAR = 26.0, 3  # the same for what is said around a film
_AHEAD = 4.2  # what talk around a film has ahead of every theme
_HALF = 0.25  # the likelihood at which the score is one half
_LEAST = 0.005  # a likelihood below which a theme is not named
_LONGEST = 120  # characters of a passage that is given as evidence

Parts = Mapping[str, Mapping[str, float]]
"""What each word or cue of a text adds to each theme."""


class SemanticTagger:
    """Finds the themes of one vocabulary in English texts. Safe to be asked from several threads at once.

    ``embedder`` reads what is said, ``kept`` the vocabulary, whose texts stay the same (the same one unless told).
    """

    def __init__(
        self, themes: Iterable[Theme], lexicon: Lexicon, embedder: Embedder, kept: Embedder | None = None
    ) -> None:
        known = sorted(themes, key=lambda theme: theme.id)
        self._ids = [theme.id for theme in known]
        self._place = {theme: place for place, theme in enumerate(self._ids)}
        self._breaks = lexicon.clause_break
        self._words = _Words(known, lexicon)
        self._embedder = embedder
        kept = kept or embedder
        self._like = _Nearness([theme.examples or (theme.definition,) for theme in known], kept, _EXAMPLES)
        self._called = _Nearness([theme.lto or (theme.name,) for theme in known], kept, _NAMES)
        self._around = _Nearness([AROUND], kept, _CHATTER_NEAR)

    def tags(self, text: str) -> tuple[Found, ...]:
        """The themes of a text, best first, at most three; none for small talk."""
        return self.tags_of([text])[0]

    def tags_of(self, texts: Sequence[str]) -> Sequence[tuple[Found, ...]]:
        """The themes of each text."""
        asked = [place for place, text in enumerate(texts) if self._ids and tokens(text)]
        found: list[tuple[Found, ...]] = [()] * len(texts)
        rows = self._embedder.embed([texts[place] for place in asked])
        for place, row in zip(asked, rows, strict=True):
            found[place] = self._found(texts[place], row[None])
        return found

    def _found(self, text: str, row: Rows) -> tuple[Found, ...]:
        parts = self._words.parts(text)
        weights = np.zeros(len(self._ids))
        for theme, carried in parts.items():
            weights[self._place[theme]] = sum(carried.values())
        sums = _WORDS * np.log1p(weights) + _MANY_WORDS * np.sqrt(weights) + self._near(row)[0]
        beside = _CHATTER * float(self._around.to(row)[0, 0]) - float(np.log1p(weights.max())) + _AHEAD
        if sums.max() <= beside:
            return ()
        likely = np.exp(sums - sums.max())
        likely /= likely.sum() + np.exp(beside - sums.max())
        passages = _Passages(text, self._breaks, self._embedder)
        found: list[Found] = []
        for place in np.argsort(-likely, kind="stable")[:MOST].tolist():
            if likely[place] >= _LEAST:
                theme, score = self._ids[place], _score(float(likely[place]))
                found.append(Found(theme, score, self._evidence(parts.get(theme, {}), passages, place, score)))
        return tuple(found)

    def _near(self, rows: Rows) -> Rows:
        near: Rows = _LIKE * self._like.to(rows) + _CALLED * self._called.to(rows)
        return near

    def _evidence(self, parts: Mapping[str, float], passages: _Passages, place: int, score: float) -> tuple[str, ...]:
        """The words that carry a theme; where it has none, the passage that is nearest to it.

        A theme that is not plain is not worth reading each passage for: it has the whole text.
        """
        if parts:
            return heaviest(parts)
        if score < PLAIN or len(passages.texts) == 1:
            return (passages.whole,)
        return (passages.texts[int(self._near(passages.rows)[:, place].argmax())],)


class _Words(Tagger):
    """The lexical tagger, asked for all that it finds."""

    def parts(self, text: str) -> Parts:
        return self._carried(tokens(text))


class _Nearness:
    """How near texts are to groups of texts: the mean of the nearest few of each group."""

    def __init__(self, groups: Sequence[Sequence[str]], embedder: Embedder, nearest: int) -> None:
        self._rows = embedder.embed([text for group in groups for text in group])
        self._nearest = nearest
        most = max(nearest, *(len(group) for group in groups)) if groups else nearest
        # Where the rows of each group are; a place behind the last row stands for none.
        self._places = np.full((len(groups), most), len(self._rows))
        self._counts = np.array([min(nearest, len(group)) for group in groups], dtype=np.float32)
        start = 0
        for number, group in enumerate(groups):
            self._places[number, : len(group)] = range(start, start + len(group))
            start += len(group)

    def to(self, rows: Rows) -> Rows:
        """A row of nearnesses (-1 to 1) for each row."""
        near = np.full((len(rows), len(self._rows) + 1), -2.0, dtype=np.float32)
        np.matmul(rows, self._rows.T, out=near[:, :-1])
        best = np.partition(near.take(self._places, axis=1), -self._nearest, axis=2)[:, :, -self._nearest :]
        mean: Rows = np.where(best > -1.5, best, 0.0).sum(axis=2) / self._counts
        return mean


class _Passages:
    """The clauses of a text as they are typed; all of it where it has one. They are told apart and read when needed."""

    def __init__(self, text: str, breaks: re.Pattern[str], embedder: Embedder) -> None:
        self._text = text
        self._breaks = breaks
        self._embedder = embedder
        self.whole = _short(text.strip())

    @cached_property
    def texts(self) -> tuple[str, ...]:
        ends = [found.span() for found in self._breaks.finditer(self._text) if found.end() > found.start()]
        starts = [0, *(end for _, end in ends)]
        stops = [*(start for start, _ in ends), len(self._text)]
        pieces = [self._text[start:stop].strip() for start, stop in zip(starts, stops, strict=True)]
        return tuple(_short(piece) for piece in pieces if len(tokens(piece)) > 1) or (self.whole,)

    @cached_property
    def rows(self) -> Rows:
        return self._embedder.embed(self.texts)


def _short(passage: str) -> str:
    """A passage, or the whole words at its beginning that fit."""
    if len(passage) <= _LONGEST:
        return passage
    return passage[:_LONGEST].rsplit(None, 1)[0]


def _score(likely: float) -> float:
    return min(max(round(likely / (likely + _HALF), 3), 0.001), 0.999)


def by_meaning(embedder: Embedder, folder: Path) -> Maker:
    """What makes taggers: semantic ones for English, lexical ones for other languages, which the model does not read.

    What is known of the vocabulary is kept in the folder; a theme that is added is read by itself.
    """
    kept = KeptRows(embedder, folder)

    def make(themes: Sequence[Theme], lexicon: Lexicon, language: str) -> Tags:
        if language != LANGUAGE:
            return lexical(themes, lexicon, language)
        return SemanticTagger(themes, lexicon, embedder, kept)

    return make
