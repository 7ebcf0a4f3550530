"""Gathers what a host's text may stand on: from the bank, the vocabulary, the prompts, and the room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.bank import QuestionBank
from bot.domain.content import DEFAULT
from bot.domain.film import Film
from bot.domain.spoiler import Horizon
from bot.domain.theme import Lens, Theme
from bot.domain.wording import ENDINGS, stem, tokens
from bot.hosts.ai_messages import labels
from bot.hosts.guard_basis import Basis, FilmBasis, content_stems
from bot.hosts.guard_footing import Footing
from bot.hosts.guard_names import name_words
from bot.hosts.guard_orders import secrets_of
from bot.hosts.guard_spoilers import Untold, untold
from bot.hosts.guard_words import GuardWords

if TYPE_CHECKING:
    from bot.domain.room import Room
    from bot.domain.salon import Salon
    from bot.domain.turn import Turn

KEPT = 64  # films whose basis is kept
LATELY = 60  # turns among which orders are looked for: as far back as a model is shown everything


Endings = tuple[str, ...]


class Footings:
    """Makes the footing of a room.

    ``stop`` are words without content, ``endings`` what stems are without, ``prompts`` the host's instructions. A room's
    own lexicon goes before ``stop`` and ``endings``, since its turns are read by it.
    """

    def __init__(
        self,
        bank: QuestionBank,
        words: GuardWords,
        stop: frozenset[str],
        prompts: Iterable[str] = (),
        endings: Endings = ENDINGS,
    ) -> None:
        self._bank = bank
        self.words = words
        self._stop = stop
        self._endings = endings
        self._secrets = secrets_of(prompts)
        known: list[Theme | Lens] = [*bank.themes.values(), *bank.lenses.values()]
        vocabulary = [f"{one.name} {one.definition} {' '.join(one.cues)}" for one in known]
        self._names = frozenset(word for text in vocabulary for word in name_words(text))
        told = [*vocabulary, *(f"{q.text} {q.anchor or ''}" for q in bank.questions)]
        self._told = frozenset(word for text in told for word in tokens(text))
        self._films: dict[tuple[Film, Horizon, Endings], FilmBasis] = {}

    def of_salon(self, salon: Salon) -> Footing:
        """The footing of an opening."""
        film, orders = self._film(salon.film, salon.horizon, self._endings), self._ordering(salon.film.title)
        return Footing(
            basis=Basis(film, self.words, self._stop, names=self._names, endings=self._endings),
            language=salon.language,
            untold=self._untold(salon.film, salon.horizon, self._endings),
            orders=tuple(orders),
            ordinary=self._ordinary(film, self._endings) if orders else frozenset(),
            secrets=self._secrets,
        )

    def of_room(self, room: Room) -> Footing:
        """The footing of a salon under way."""
        film, lexicon = room.salon.film, room.reader.lexicon
        known = self._film(film, room.horizon, lexicon.endings)
        distrusted = tuple(turn for turn in room.turns[-LATELY:] if self.distrusts(turn))
        untrusted = {turn.id for turn in distrusted}
        said = {turn_id: reading.stems for turn_id, reading in room.readings.items() if turn_id not in untrusted}
        people = self._called(room)
        called = tuple(name for _, names in people for name in names)
        names = frozenset(word for name in called for word in name_words(name))
        orders = self._ordering(film.title, *room.people.values())
        for turn in distrusted:
            orders += [turn.text, *self._ordering(turn.author_name, *turn.attachments)]
        ordinary = self._ordinary(known, lexicon.endings).union(*said.values()) if orders else frozenset()
        return Footing(
            basis=Basis(known, self.words, lexicon.stop, said, self._names | names, called, lexicon.endings),
            language=room.salon.language,
            untold=self._untold(film, room.horizon, lexicon.endings),
            labels=people,
            distrusted=distrusted,
            orders=tuple(orders),
            ordinary=ordinary,
            secrets=self._secrets,
            crude=lexicon.crude,
            solo=room.solo,
        )

    def names(self, room: Room) -> dict[int, str]:
        """The names that a model is shown, by author id; one that gives orders is not shown."""
        trusted = {author: "" if self.words.is_order(name) else name for author, name in room.people.items()}
        return labels(trusted)

    def _called(self, room: Room) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """What people are called: as a model is shown it, and as they call themselves."""
        shown = self.names(room)
        return tuple(
            (author, (shown[author],) if self.words.is_order(name) else tuple(dict.fromkeys((shown[author], name))))
            for author, name in room.people.items()
        )

    def _ordering(self, *texts: str) -> list[str]:
        """Those of the texts that give orders."""
        return [text for text in texts if self.words.is_order(text)]

    def distrusts(self, turn: Turn) -> bool:
        """Whether a guest's turn gives the host orders: in its words, its author's name, or an attachment's."""
        if turn.by_host:
            return False
        return any(map(self.words.is_order, (turn.text, turn.author_name, *turn.attachments)))

    def _ordinary(self, film: FilmBasis, endings: Endings) -> frozenset[str]:
        """Stems that a text may well have by itself, whatever a guest has ordered."""
        return frozenset(stem(word, endings) for words in (self._told, self._stop, film.names) for word in words)

    def _film(self, film: Film, horizon: Horizon, endings: Endings) -> FilmBasis:
        """The basis of a film; those of the last films are kept."""
        key = (film, horizon, endings)
        if key not in self._films:
            if len(self._films) >= KEPT:
                self._films.clear()
            self._films[key] = self._read(film, horizon, endings)
        return self._films[key]

    def _read(self, film: Film, horizon: Horizon, endings: Endings) -> FilmBasis:
        facts = _facts(film) if film.listed or not self.words.is_order(film.title) else []
        scenes = list(self._scenes(film, horizon))
        names = frozenset(word for text in (*facts, *scenes) for word in name_words(text))
        called = (self._called_by(character) for character in film.characters)
        characters = frozenset(w for c in called for w in name_words(c) if w not in self._stop and len(w) > 2)
        return FilmBasis(
            names, characters, tuple(content_stems(text, self._stop, endings) for text in (*scenes, *facts))
        )

    def _called_by(self, character: str) -> str:
        """A character's name without its small words, which the catalogue writes in its own language ("the Countess")."""
        small = self.words.common.get(DEFAULT, frozenset())
        return " ".join(word for word in character.split() if word not in small)

    def _scenes(self, film: Film, horizon: Horizon) -> Iterator[str]:
        """What the bank tells of a film, within the horizon."""
        for question in self._bank.of_film(film.id):
            if horizon.allows(question.reveals):
                yield f"{question.anchor or ''} {question.text} {' '.join(question.cues)}"
        notes = self._bank.notes.get(film.id)
        if notes is not None:
            yield notes.opening_unseen
            if horizon.seen >= 1:
                yield notes.opening
            yield from (one.text for one in notes.impressions if horizon.allows(one.reveals))

    def _untold(self, film: Film, horizon: Horizon, endings: Endings) -> Untold | None:
        """What of the film somebody here has not seen."""
        if horizon.seen >= 1:
            return None
        told = [*self._scenes(film, horizon), *_facts(film)]
        content = partial(content_stems, stop=self._stop, endings=endings)
        return untold(self._bank.of_film(film.id), horizon, told, content, endings)


def _facts(film: Film) -> list[str]:
    """The film's facts that are words."""
    return [*film.titles, *film.directors, *film.cast, *film.characters, *film.genres, film.blurb]
