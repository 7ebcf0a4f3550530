"""Who answers whom in a room, and who says that they see it otherwise than before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from bot.domain.covered import HIDDEN, blanked
from bot.domain.lexicon import PhraseSet
from bot.domain.turn import Turn, UtteranceKind
from bot.domain.wording import sentences, tokens
from bot.hosts.recap_said import Said

_PASSED = 3  # turns that an answer may look past: the host's, one's own, and those that say nothing
_ROOT = 4  # letters
_OPENING = 5  # words at the head of a turn
_LONGEST = 45  # words in which somebody says how they saw it before, and how now


def _roots(words: frozenset[str]) -> frozenset[str]:
    """What words begin with that are long enough for it to tell."""
    return frozenset(word[:_ROOT] for word in words if len(word) >= _ROOT)


class Answering(Said):
    """What turns are to each other; nothing here weighs anything."""

    def contradictions(self) -> Iterator[tuple[Turn, Turn]]:
        """Turns that contradict in so many words, with the other person's turn that they are about."""
        for turn, before in self._answering(self.record.contradicts, among=_OPENING):
            # "I see it differently now" is said of what one thought oneself.
            if not self.record.revises.any(list(self.room.readings[turn.id].words)):
                yield turn, before
        for turn, before in self._answering(self.record.denies, among=None, opens=True):
            # "No, she was not" after a question answers it, and contradicts nobody.
            if not any(part.text.endswith("?") for part in sentences(blanked(before.text))):
                yield turn, before

    def contradicts(self, sentence: str) -> bool:
        """Whether a sentence begins by contradicting."""
        words = tokens(sentence)
        return self.record.contradicts.any(words[:_OPENING]) or self.record.denies.opens(words) > 0

    def concessions(self) -> Iterator[tuple[Turn, Turn]]:
        """Turns by which somebody gives way, with the last of whom they name in it, else the one that they are about."""
        for turn, before in self._answering(self.record.yields):
            named = self.named_in(turn)
            yield turn, next((one for one in self.before(turn) if one.author_id == named), before)

    def revision(self, turn: Turn) -> str:
        """The words of a turn that say how somebody saw it before and how they see it now; none where it says no such thing."""
        reading = self.room.readings.get(turn.id)
        if reading is None or turn.by_host:
            return ""
        words = list(reading.words)
        turned = self.record.once.any(words) and self.record.by_now.any(words)
        if not turned and not self.record.revises.any(words):
            return ""
        parts = sentences(blanked(turn.text))
        marks = self.record.once if turned else self.record.revises
        first = next((n for n, part in enumerate(parts) if marks.any(tokens(part.text))), None)
        if first is None:
            return ""
        for last in (min(first + 1, len(parts) - 1), first):
            said = turn.text[parts[first].start : parts[last].end]
            if HIDDEN not in said and len(said.split()) <= _LONGEST and (line := self.quotable(turn, said)):
                return line.rstrip(".")
        return ""

    def named_in(self, turn: Turn) -> int | None:
        """The one other person whom a turn names by the first word of their name."""
        words = set(self.room.readings[turn.id].words)
        named = [
            person
            for person, name in self.room.people.items()
            if person != turn.author_id and (called := tokens(name)[:1]) and len(called[0]) > 1
            if called[0] in words and called[0] not in self.lexicon.stop
        ]
        return named[0] if len(named) == 1 else None

    def _answering(
        self, phrases: PhraseSet, among: int | None = None, *, opens: bool = False
    ) -> Iterator[tuple[Turn, Turn]]:
        """Turns that say one of the phrases, among their first words, with the other person's turn that they answer."""
        for turn in self.room.turns:
            reading = self.room.readings.get(turn.id)
            if reading is None:
                continue
            words = list(reading.words[:among])
            if not (phrases.opens(words) if opens else phrases.any(words)):
                continue
            before = self.room.replied_to(turn) or self._answered(turn)
            if before is not None and not before.by_host and before.author_id != turn.author_id:
                yield turn, before

    def _answered(self, turn: Turn) -> Turn | None:
        """The turn before that says something, one's own left out; past one in which the host took up somebody's words, theirs.

        That the host's words are not meant is certain only where the answer shares a word with the person's; a root is enough
        for who objects in so many words, if the host had taken up nobody else.
        """
        host: Turn | None = None
        for earlier in islice(self.before(turn), _PASSED):
            said = earlier.utterance
            if earlier.by_host:
                if host is not None or said is None or said.kind is UtteranceKind.COUNTER or not said.takes_up:
                    return earlier
                host = earlier
            elif earlier.author_id != turn.author_id and self._says(earlier):
                return earlier if host is None or self._past(host, turn, earlier) else host
        return None

    def _past(self, host: Turn, turn: Turn, person: Turn) -> bool:
        said = host.utterance
        if said is None or person.id not in said.takes_up:
            return False
        own, theirs = self.stems(blanked(turn.text)), self.stems(blanked(person.text))
        if own & theirs:
            return True
        # "I disagree, it is not grief" after "he is grieving": one root, where no two words are the same.
        objects = self.record.objects.opens(self._bare(turn)) and len(set(said.takes_up)) == 1
        return bool(objects) and not _roots(own).isdisjoint(_roots(theirs))

    def _bare(self, turn: Turn) -> list[str]:
        """The words of a turn without what people begin with besides ("Hm, well, ...")."""
        return tokens(self.record.heads.sub("", blanked(turn.text), count=1))

    def _says(self, turn: Turn) -> bool:
        """Whether a turn says anything that one could answer, and is not a mere "oh" or a laugh."""
        reading, calls = self.room.readings[turn.id], self.lexicon.heat.interjections
        return bool(reading.points or reading.faint) or any(
            word not in calls for word in self.lexicon.content(list(reading.words))
        )

    def stems(self, text: str) -> frozenset[str]:
        """The words with content of a text, without their endings."""
        words = [word.removesuffix("'s") for word in tokens(text)]
        return frozenset(map(self.lexicon.stem, self.lexicon.content(words)))
