"""Finding themes and lenses in talk by their cues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.film import Film
from bot.domain.theme import Lens, Theme
from bot.domain.wording import spellings, tokens


class Vocabulary:
    """The themes of one salon; those of its film weigh a little more when two are as likely."""

    def __init__(self, themes: Mapping[str, Theme], lenses: Mapping[str, Lens], film: Film | None = None) -> None:
        self.themes = themes
        self.lenses = lenses
        self._own = frozenset(film.themes) if film else frozenset()
        title = frozenset(tokens(film.title)) if film else frozenset[str]()
        self._cues: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for theme in themes.values():
            for cue in theme.cues:
                for parts in spellings(cue):
                    # "Home Alone" said aloud is no talk of home: words of the title carry no theme.
                    if parts and not title.issuperset(parts):
                        self._cues.setdefault(parts[0], []).append((parts, theme.id))

    def matches(self, words: Sequence[str]) -> dict[str, set[str]]:
        """Theme ids with the cues that were found."""
        hits: dict[str, set[str]] = {}
        for place, word in enumerate(words):
            for parts, theme in self._cues.get(word, ()):
                if tuple(words[place : place + len(parts)]) == parts:
                    hits.setdefault(theme, set()).add(" ".join(parts))
        return hits

    def themes_of(self, words: Sequence[str]) -> tuple[str, ...]:
        """Theme ids in these words, best first, at most three."""
        hits = self.matches(words)
        return tuple(sorted(hits, key=lambda t: (-self._weight(t, hits[t]), t))[:3])

    def _weight(self, theme: str, evidence: Iterable[str]) -> float:
        found = list(evidence)
        return sum(1.0 + 0.5 * cue.count(" ") for cue in found) + (0.5 if theme in self._own else 0.0)

    def name(self, theme: str) -> str:
        """The theme's name, or its id for one that is no longer in the vocabulary."""
        entry = self.themes.get(theme)
        return entry.name if entry else theme
