"""Barbs: what in one turn is aimed at somebody in the room, and not at the film, its makers or the people in it.

Read sentence by sentence, from cues of the language. What may as well be about the screen is let go: quotations, reported
speech, what is spoken to somebody in the film, what is said of "him" or "them".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from bot.domain.called import Spoken, to_the_screen
from bot.domain.heat_cues import HeatCues
from bot.domain.lexicon import PhraseSet
from bot.domain.wording import Sentence, tokens


class Sting(IntEnum):
    """How far a barb goes: impatient or belittling, an insult, or a slur, an obscenity or a wish of harm."""

    SHARP = 1
    INSULT = 2
    GRAVE = 3


@dataclass(frozen=True, slots=True)
class Barb:
    """A sentence, verbatim, that is aimed at somebody. ``named`` is the participant it names, if it names one."""

    sting: Sting
    sentence: str
    named: int | None = None


@dataclass(frozen=True, slots=True)
class Tone:
    """How a turn is said: its barbs, the worst first, whether somebody laughs in it, and whether it makes amends."""

    barbs: tuple[Barb, ...] = ()
    laughs: bool = False
    amends: bool = False

    @property
    def sting(self) -> Sting | None:
        """How far the turn goes. Said with a laugh it goes less far."""
        if not self.barbs:
            return None
        worst = self.barbs[0].sting
        if not self.laughs:
            return worst
        return Sting(worst - 1) if worst > Sting.SHARP else None


class BarbReader:
    """Reads turns about one film in one language.

    ``characters`` are the names of people in the film, ``makers`` of those who made it or play in it.
    """

    def __init__(self, cues: HeatCues, characters: Iterable[str], makers: Iterable[str] = ()) -> None:
        self._cues = cues
        self._characters = _words_of(characters)
        self._makers = _words_of(makers) | cues.away
        subjects, phrases = (
            (cues.you, cues.you_are),
            (cues.grave, cues.insulting, cues.sharp, cues.orders, cues.commands),
        )
        called = (cues.names, cues.traits, cues.grave_names)
        self._heads = frozenset[str]().union(*(kind.heads for kind in (*subjects, *phrases, *called)))

    def read(self, text: str, parts: Sequence[Sentence], people: Mapping[str, int]) -> Tone:
        """The tone of a turn with these sentences. ``people`` has participants by name, in lower case."""
        barbs: list[Barb] = []
        low = tokens(text)
        laughs, amends = self._cues.laughs.search(text) is not None, self._cues.amends.any(low)
        # Most turns hold nothing that could begin a barb, and are not looked at any closer.
        if self._heads.isdisjoint(low) and people.keys().isdisjoint(word.removesuffix("'s") for word in low):
            return Tone((), laughs, amends)
        away = self._cues.quoting.any(low)
        # A guest may have an actor's name; the guest is nearer.
        not_here = self._characters | (self._makers - people.keys())
        for part in parts:
            said = Spoken.of(part.text)
            # Who has begun to speak to the screen goes on doing so.
            away = away or to_the_screen(said, self._cues, not_here, people)
            if not away and (barb := self._barb(part.text, said, people)) is not None:
                barbs.append(barb)
        barbs.sort(key=lambda barb: -barb.sting)
        return Tone(tuple(barbs), laughs, amends)

    def _barb(self, sentence: str, said: Spoken, people: Mapping[str, int]) -> Barb | None:
        found = [
            *self._of_somebody(said, people),
            *self._by_phrase(said, people),
            *self._turned(said),
            *self._named(said, people),
        ]
        if not found:
            return None
        sting, named = max(found, key=lambda one: one[0])
        if sting is Sting.INSULT and self._cues.conditions.any(list(said.low)):
            sting = Sting.SHARP  # "if you believe that, you are ...": nobody has to feel meant
        if named is None:
            called = (people[word] for word in said.low if word in people and word not in self._characters)
            named = next(called, None)
        return Barb(sting, sentence, named)

    def _of_somebody(self, said: Spoken, people: Mapping[str, int]) -> Iterator[tuple[Sting, int | None]]:
        """What has a subject: "you" with what belongs to it, or a participant's name with a verb."""
        for place in range(len(said.low)):
            end, verb, named = self._subject(said, place, people)
            if end == place or self._reported(said, place):
                continue
            if (sting := self._called(said, end, verb=verb)) is not None:
                yield sting, named
            elif self._tail(said, end):
                yield Sting.SHARP, named

    def _subject(self, said: Spoken, place: int, people: Mapping[str, int]) -> tuple[int, bool, int | None]:
        """Where a subject that begins here ends (where it begins: there is none), whether a verb ends it, who it names."""
        rest = said.rest(place)
        if count := self._cues.you_are.opens(rest):
            return place + count, True, None
        if count := self._cues.you.opens(rest):
            return place + count, False, None
        word = said.low[place]
        if word in people and word not in self._characters and not said.written[place][0].islower():
            verb = rest[1:2] != [] and rest[1] in self._cues.verbs
            return place + 1 + verb, verb, people[word]
        # "Anna's an idiot" has its verb in the name; "Anna's stupid idea" has none.
        bearer = word.removesuffix("'s")
        known = bearer != word and bearer in people and bearer not in self._characters
        if known and not self._cues.between.isdisjoint(rest[1:2]):
            return place + 1, True, people[bearer]
        return place, False, None

    def _called(self, said: Spoken, place: int, *, verb: bool) -> Sting | None:
        """What the subject that ends here is called, past articles, adverbs and obscenities."""
        cues, obscene = self._cues, False
        while place < len(said.low):
            word = said.low[place]
            if word not in cues.between and word not in cues.verbs and word not in cues.obscene:
                break
            verb, obscene = verb or word in cues.verbs, obscene or word in cues.obscene
            place += 1
        rest = said.rest(place)
        trait = cues.traits.opens(rest)
        belittled = trait or cues.mild_traits.opens(rest)
        if cues.grave_names.opens(rest):
            return Sting.GRAVE
        # "You stupid thing": a trait alone is said of a person only where a verb stands before it.
        kinds = (cues.names, cues.mild_names, cues.anybody) if belittled else (cues.names,)
        called = any(kind.opens(rest[belittled:]) for kind in kinds)
        if called or (trait and verb):
            return Sting.GRAVE if obscene else Sting.INSULT
        mild = cues.mild_names.opens(rest) or (verb and cues.mild_traits.opens(rest))
        return Sting.SHARP if mild else None

    def _tail(self, said: Spoken, place: int) -> bool:
        """Whether a subject that ends here goes on in a belittling way, at once or after adverbs."""
        while place < len(said.low):
            if self._cues.tails.opens(said.rest(place)):
                return True
            if said.low[place] not in self._cues.between:
                return False
            place += 1
        return False

    def _by_phrase(self, said: Spoken, people: Mapping[str, int]) -> Iterator[tuple[Sting, int | None]]:
        """Phrases that are barbs by themselves, anywhere or at the head of a sentence."""
        cues = self._cues
        for phrases, sting in ((cues.grave, Sting.GRAVE), (cues.insulting, Sting.INSULT), (cues.sharp, Sting.SHARP)):
            for place in range(len(said.low)):
                a_thing = not cues.articles.isdisjoint(said.low[max(0, place - 2) : place])
                if phrases.opens(said.rest(place)) and not a_thing and not self._reported(said, place):
                    yield sting, None
        head = 0
        while head < len(said.low) - 1 and (said.low[head] in cues.interjections or said.low[head] in people):
            head += 1
        heads = [said.rest(place) for place in range(head + 1)]  # "arrête" is both an interjection and an order
        if any(cues.orders.opens(rest) for rest in heads):
            yield Sting.INSULT, None
        elif any(cues.commands.opens(rest) for rest in heads):
            yield Sting.SHARP, None

    def _turned(self, said: Spoken) -> Iterator[tuple[Sting, int | None]]:
        """Insults with the person at their end: "how stupid are you"."""
        cues = self._cues
        for place in range(len(said.low)):
            count = max(kind.opens(said.rest(place)) for kind in (cues.names, cues.traits, cues.grave_names))
            turned = cues.turned.opens(said.rest(place + count)) if count else 0
            if turned and place + count + turned == len(said.low) and not self._reported(said, place):
                yield Sting.INSULT, None

    def _named(self, said: Spoken, people: Mapping[str, int]) -> Iterator[tuple[Sting, int | None]]:
        """A participant's name behind mockery or an insult ("classic Anna"), and insults used as a name ("..., loser")."""
        cues = self._cues
        for place, word in enumerate(said.low):
            if word in people and word not in self._characters:
                starts = range(max(0, place - 3), place)
                if any(cues.mocking.opens(list(said.low[start:place])) == place - start for start in starts):
                    yield Sting.SHARP, people[word]
        for place in range(len(said.low)):
            count = max(kind.opens(said.rest(place)) for kind in (cues.names, cues.grave_names))
            if count and not self._reported(said, place):
                end = place + count
                if end < len(said.low) and said.low[end] in people and said.low[end] not in self._characters:
                    yield Sting.INSULT, people[said.low[end]]
                elif _parted(said, place, end) and not cues.yours.isdisjoint(said.low):
                    yield Sting.INSULT, None

    def _reported(self, said: Spoken, place: int) -> bool:
        """Whether what begins here is somebody else's speech or thought, or is denied."""
        cues, before = self._cues, list(said.low[:place])
        if cues.disclaims.any(before) or (before and before[-1] in cues.causing):
            return True
        return self._anothers(before, cues.reported) or self._anothers(said.rest(place + 1), cues.reported_after)

    def _anothers(self, words: list[str], verbs: PhraseSet) -> bool:
        """Whether one of the verbs is there and not said of oneself or of those in the room."""
        return any(
            verbs.opens(words[start:]) and (start == 0 or words[start - 1] not in self._cues.own_voices)
            for start in range(len(words))
        )


def _parted(said: Spoken, start: int, end: int) -> bool:
    """Whether the words from a place to another stand between commas, behind the last one or before the first."""
    before = said.around(start)[0]
    apart = before.endswith(",") or (not before and end < len(said.low))
    return apart and (end == len(said.low) or said.around(end - 1)[1].startswith(","))


def _words_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset(word for name in names for word in tokens(name) if len(word) > 2)
