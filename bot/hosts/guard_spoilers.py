"""What gives away more of a film than a room may hear.

Guests are told only of scenes that they name beyond doubt (see ``bot.domain.later_scenes``); the host keeps further away
from what is still to come. It may neither name a later scene nor use two of the words by which people speak of later
scenes, whichever they are, unless these also stand in what the room may hear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.domain.lexicon import PhraseSet
from bot.domain.question import Question
from bot.domain.spoiler import Horizon
from bot.domain.wording import ENDINGS, stem, tokens

_CUES = 2  # different ones
_NAME = 2  # stems that the name of a scene must have to be known by


@dataclass(frozen=True, slots=True)
class Untold:
    """What lies beyond a horizon: the stems of later scenes' names, and cues that belong to later scenes alone.

    ``endings`` are the language's, which stems are without.
    """

    scenes: tuple[frozenset[str], ...]
    cues: PhraseSet
    endings: tuple[str, ...] = ENDINGS

    def given_away(self, text: str) -> bool:
        """Whether a text of the host tells of it. Discord's covers (||...||) hide nothing that the host itself says."""
        words = tokens(text.replace("||", " "))
        used = {" ".join(stem(word, self.endings) for word in cue.split()) for cue in self.cues.found(words)}
        stems = frozenset(stem(word, self.endings) for word in words)
        return len(used) >= _CUES or any(scene <= stems for scene in self.scenes)


def untold(
    questions: Sequence[Question],
    horizon: Horizon,
    told: Iterable[str],
    content: Callable[[str], frozenset[str]],
    endings: tuple[str, ...] = ENDINGS,
) -> Untold | None:
    """What lies beyond a horizon; None where everything may be heard.

    ``told`` are texts that may be heard, ``content`` gives the stems of a text's words with content.
    """
    later = [question for question in questions if not horizon.allows(question.reveals)]
    if not later:
        return None
    heard = [tokens(text) for text in told]
    known = [frozenset(stem(word, endings) for word in words) for words in heard]
    names = {content(question.anchor or "") for question in later}
    scenes = (name for name in names if len(name) >= _NAME and not any(name <= one for one in known))
    cues = {cue for question in later for cue in question.cues}
    return Untold(tuple(scenes), PhraseSet(c for c in cues if not any(map(PhraseSet([c]).any, heard))), endings)
