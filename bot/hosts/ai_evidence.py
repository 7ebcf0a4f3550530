"""What a model's record is held against: the turns that it was shown, what people are called, and what they said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.domain.lexicon import Lexicon
from bot.domain.turn import Turn, TurnId
from bot.domain.wording import tokens
from bot.hosts.guard import FaultKind, Ground, examine
from bot.hosts.guard_names import plain_name, proper_nouns
from bot.hosts.lines import line_of
from bot.hosts.phrases import Phrases
from bot.hosts.support import Support
from bot.hosts.support_line import Lines
from bot.hosts.support_text import Said, Texts
from bot.hosts.support_words import SupportWords
from bot.hosts.verbatim import fold

if TYPE_CHECKING:
    from bot.domain.room import Room

# What a line of the record may carry besides: it is no turn of talk, so questions and exclamations are its own affair,
# and what it says of the film or gives to somebody is held against the turns it names, more closely than by the guard.
_HARMLESS = frozenset({FaultKind.EXCLAMATION, FaultKind.TWO_QUESTIONS, FaultKind.CLAIM, FaultKind.MOUTH})


@dataclass(frozen=True, slots=True)
class Evidence:
    """The guests' turns by id, the names that the model was shown and those that are printed, by author id.

    ``others`` are turns that were shown too and say nothing of the film or of guests: the host's own, and what was left
    out. ``agreements`` are pairs of turns of which the first agrees with the second.
    """

    room: Room
    turns: Mapping[TurnId, Turn]
    others: frozenset[TurnId]
    shown: Mapping[int, str]
    printed: Mapping[int, str]
    ground: Ground
    phrases: Phrases
    support: Support
    agreements: frozenset[tuple[TurnId, TurnId]] = field(default_factory=frozenset)

    def of(self, ids: Collection[TurnId]) -> Evidence:
        """The evidence of a part of the turns."""
        return replace(self, turns={i: self.turns[i] for i in ids if i in self.turns})

    def name(self, author_id: int) -> str | None:
        """The name that the record prints."""
        return self.printed.get(author_id) or self.shown.get(author_id)

    def is_named(self, author_id: int, name: str) -> bool:
        """Whether a name means this person."""
        wanted = fold(name)
        return wanted in {fold(self.shown.get(author_id, "")), fold(self.printed.get(author_id, ""))}

    def sound(self, text: str) -> bool:
        """Whether a line passes the guard."""
        return not [f for f in examine(text, self.ground, phrases=self.phrases) if f.kind not in _HARMLESS]

    def stems(self, *texts: str | None) -> frozenset[str]:
        """The stems of what texts say, without the names of guests."""
        lexicon = self.room.reader.lexicon
        names = {word for names in (self.shown, self.printed) for name in names.values() for word in tokens(name)}
        said = (word for text in texts if text for word in tokens(text) if word not in names)
        return frozenset(map(lexicon.stem, lexicon.content(said)))

    def line(self, turn: Turn) -> str | None:
        """The words of a turn that the house host would repeat."""
        reading = self.room.readings[turn.id]
        point = reading.points[0] if reading.points else reading.faint
        line = line_of(point) if point is not None else ""
        return line if line and line in self.ground.repeatable(turn) else None


def evidence_of(
    room: Room,
    hidden: Collection[TurnId],
    *,
    shown: Mapping[int, str],
    ground: Ground,
    phrases: Phrases,
    words: SupportWords,
) -> Evidence:
    """The evidence of a whole evening; ``hidden`` turns are none for a model."""
    lexicon = room.reader.lexicon
    turns = {turn.id: turn for turn in room.turns if not turn.by_host and turn.id not in hidden}
    people = {author: tuple({shown.get(author, ""), name} - {""}) for author, name in room.people.items()}
    footing = ground.footing
    names = {word for called in people.values() for name in called for word in tokens(name)}
    names |= footing.basis.film.characters if footing is not None else frozenset()
    texts = Texts(lexicon, words, names)
    support = Support(
        texts, Lines(texts, words, people), words, _sentences(lexicon, words, names, ground), room.readings
    )
    return Evidence(
        room=room,
        turns=turns,
        others=frozenset(turn.id for turn in room.turns if turn.id not in turns),
        shown=shown,
        printed=room.people,
        ground=ground,
        phrases=phrases,
        support=support,
        agreements=frozenset((s.turn_id, s.target.turn_id) for s in room.stances if s.agrees),
    )


class _sentences:  # noqa: N801 - used as a function that remembers
    """The sentences of a turn, each turn read once; what is written with a capital there names somebody."""

    def __init__(self, lexicon: Lexicon, words: SupportWords, names: Collection[str], ground: Ground) -> None:
        self._lexicon = lexicon
        self._words = words
        self._names = frozenset(names)
        self._ground = ground
        self._read: dict[TurnId, Sequence[Said]] = {}

    def __call__(self, turn: Turn) -> Sequence[Said]:
        if turn.id not in self._read:
            text = self._ground.repeatable(turn)
            written = {form for word in proper_nouns(text) for form in (word.lower(), plain_name(word))}
            self._read[turn.id] = Texts(self._lexicon, self._words, self._names | written).said(text)
        return self._read[turn.id]
