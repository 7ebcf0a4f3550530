"""Whether somebody's words name a scene that others have not come to yet.

A film's questions carry what is known of its scenes: an anchor that names one, cues by which people speak of it, and a
mark of how much it gives away. A scene counts as named when its anchor is said, word for word or nearly, or when two
different cues of it are; cues that many films share, names and cues of scenes already seen tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.covered import blanked
from bot.domain.film import Film
from bot.domain.lexicon import Lexicon, PhraseSet
from bot.domain.question import Question
from bot.domain.spoiler import Horizon, Reveal
from bot.domain.wording import tokens

CUES = 2
"""Different cues of one scene that together name it."""
_SHARED = 3  # films from which on a cue is anybody's ("ending", "money"), and tells no scene
_LEAST_WORDS = 2  # words with content that an anchor must have to be recognised by
_AFTER_NAME = re.compile(r"[,:;]")


@dataclass(frozen=True, slots=True)
class _Scene:
    reveals: Reveal
    anchor: frozenset[str]
    cues: PhraseSet


class LaterScenes:
    """The scenes of one film, in the salon's language."""

    def __init__(
        self,
        film: Film,
        questions: Sequence[Question],
        common: frozenset[str],
        lexicon: Lexicon,
    ) -> None:
        self._lexicon = lexicon
        # Who plays whom, and in which film, can be said by everybody.
        names = (*film.characters, *film.cast, *film.directors, *film.titles)
        people = {word for name in names for word in tokens(name)}
        self._people = frozenset(map(lexicon.stem, people))
        self._scenes = [
            _Scene(
                question.reveals,
                self._stems(tokens(_AFTER_NAME.split(question.anchor or "")[0])),
                PhraseSet(cue for cue in question.cues if cue not in common and not people.issuperset(tokens(cue))),
            )
            for question in questions
        ]

    def named(self, text: str, horizon: Horizon) -> bool:
        """Whether a text, what it covers itself left out, names a scene beyond the horizon."""
        words = tokens(blanked(text))
        beyond = [scene for scene in self._scenes if not horizon.allows(scene.reveals)]
        if not beyond or len(words) < CUES:
            return False
        seen = {self._root(cue) for s in self._scenes if horizon.allows(s.reveals) for cue in s.cues.found(words)}
        stems = self._stems(words)
        return any(self._names(scene, words, stems, seen) for scene in beyond)

    def _names(self, scene: _Scene, words: list[str], stems: frozenset[str], seen: set[frozenset[str]]) -> bool:
        if len(scene.anchor - self._people) >= _LEAST_WORDS and scene.anchor <= stems:
            return True
        found = {self._root(cue) for cue in scene.cues.found(words)} - seen
        return len([cue for cue in found if not any(cue < other for other in found)]) >= CUES

    def _stems(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(map(self._lexicon.stem, self._lexicon.content(words)))

    def _root(self, cue: str) -> frozenset[str]:
        """The stems of a cue, so that "letter" and "letters" are one, and "bank" is a part of "bank of evil"."""
        return frozenset(map(self._lexicon.stem, cue.split()))


def common_cues(questions: Iterable[Question]) -> frozenset[str]:
    """The cues that the questions of several films share."""
    films: dict[str, set[str]] = {}
    for question in questions:
        if question.film is not None:
            for cue in question.cues:
                films.setdefault(cue, set()).add(question.film)
    return frozenset(cue for cue, where in films.items() if len(where) >= _SHARED)
