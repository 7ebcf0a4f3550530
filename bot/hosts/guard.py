"""What a host may say: every text of either host passes here before anybody reads it.

The checks are pure. What the host may quote from (the room's turns, the film's titles) is gathered in a ``Ground``;
what no host says in its language comes from ``config/guard/*.toml`` through ``load_phrases``. A ground with a
``Footing`` is also checked for what the text says of the film and of people. The spoiler horizon is held against the
mark of the question that the text carries and, with a footing, against the scenes that lie beyond it; what else a free
text gives away cannot be seen from outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.domain.covered import HIDDEN, blanked
from bot.domain.question import Asked, Question
from bot.domain.spoiler import EVERYTHING, Horizon
from bot.domain.turn import TurnId
from bot.domain.wording import word_count
from bot.hosts.guard_covers import uncovered
from bot.hosts.guard_faults import Fault, FaultKind
from bot.hosts.guard_footing import Footing, footing_faults
from bot.hosts.phrases import Phrases, load_phrases
from bot.hosts.verbatim import MENTION, clean, fold, is_verbatim, locate, quotes_in, without

if TYPE_CHECKING:
    from bot.domain.film import Film
    from bot.domain.room import Room
    from bot.domain.salon import Salon
    from bot.domain.turn import Turn

__all__ = ["Fault", "FaultKind", "Ground", "Phrases", "check", "clean", "examine", "load_phrases", "locate"]

HARD_LIMIT = 1_900  # characters; Discord refuses content over 2,000
WORDS_SOLO = 120
WORDS_GROUP = 90
SAME_QUESTION = 88  # of 100 (rapidfuzz ratio on folded text): the same question in other spelling


@dataclass(frozen=True, slots=True)
class Ground:
    """What a text stands on: the turns it may name and quote, titles, word limit and horizon.

    ``also`` are further texts that may be quoted, for instance those of the question bank; ``aimed`` are sentences that
    people aimed at each other, which nobody repeats. ``footing`` is what the film
    and the room are known by; without one, nothing is checked that needs it.
    """

    turns: Sequence[Turn] = ()
    titles: tuple[str, ...] = ()
    most_words: int = WORDS_SOLO
    horizon: Horizon = EVERYTHING
    also: tuple[str, ...] = ()
    footing: Footing | None = None
    aimed: tuple[str, ...] = ()

    @classmethod
    def of_room(cls, room: Room, also: Sequence[str] = ()) -> Ground:
        """The ground of a salon under way."""
        words = WORDS_SOLO if room.solo else WORDS_GROUP
        aimed = tuple(barb.sentence for reading in room.readings.values() for barb in reading.tone.barbs)
        return cls(room.turns, _long_titles(room.salon.film), words, room.horizon, tuple(also), aimed=aimed)

    @classmethod
    def of_salon(cls, salon: Salon, also: Sequence[str] = ()) -> Ground:
        """The ground of an opening, when nobody has said anything yet."""
        return cls((), _long_titles(salon.film), WORDS_SOLO, salon.horizon, tuple(also))

    def sources(self, first: Sequence[TurnId] = ()) -> Iterator[str]:
        """What may be quoted, folded: titles, the turns named first, then all from the newest."""
        for text in (*self.titles, *self.also):
            yield fold(text)
        untrusted = self.footing.untrusted_ids if self.footing else frozenset()
        named = set(first) - untrusted
        if named:
            yield from (fold(self.repeatable(turn)) for turn in self.turns if turn.id in named)
        yield from (fold(self.repeatable(turn)) for turn in reversed(self.turns) if turn.id not in named | untrusted)

    def repeatable(self, turn: Turn) -> str:
        """A turn's text at its length, with what it covers and what was aimed at somebody made unquotable."""
        text = blanked(turn.text)
        for sentence in self.aimed:
            for found in re.finditer(re.escape(sentence), turn.text):
                text = text[: found.start()] + HIDDEN * len(sentence) + text[found.end() :]
        return text


def _long_titles(film: Film) -> tuple[str, ...]:
    """Every title of the film that is longer than two characters (shorter ones would match inside words)."""
    return tuple(title for title in film.titles if len(title) > 2)


def _named_titles(ground: Ground) -> list[str]:
    """Titles of several words, which praise nobody ("Rio Bravo"); one of a single word may do ("Bravo")."""
    return [title for title in ground.titles if word_count(title) > 1]


def check(
    text: str,
    room: Room,
    *,
    takes_up: Sequence[TurnId] = (),
    question: Asked | Question | None = None,
    phrases: Phrases | None = None,
    also: Sequence[str] = (),
) -> tuple[Fault, ...]:
    """Everything wrong with a text said in a room; empty when it may be said. It may quote ``also`` besides turns."""
    return examine(text, Ground.of_room(room, also), takes_up=takes_up, question=question, phrases=phrases)


def examine(
    text: str,
    ground: Ground,
    *,
    takes_up: Sequence[TurnId] = (),
    question: Asked | Question | None = None,
    phrases: Phrases | None = None,
) -> tuple[Fault, ...]:
    """Like ``check``, on a ground made by hand."""
    quotes = quotes_in(text)
    strange = [quote for quote in quotes if not is_verbatim(quote, ground.sources(takes_up))]
    genuine = [quote for quote in quotes_in(text, 1) if quote not in strange]
    # A title may end in a question or exclamation mark, and a guest's own words may flatter or exclaim.
    titled = without(text, [title for title in ground.titles if any(mark in title for mark in "?!")])
    faults: list[Fault] = [Fault(FaultKind.QUOTE, quote) for quote in strange]
    faults += _size(text, ground)
    # A guest's own question may be quoted beside the host's.
    asked = [q for q in genuine if "?" in q and any(fold(q) in source for source in ground.sources(takes_up))]
    faults += _questions(without(titled, asked), text, question, ground, phrases or Phrases())
    faults += _form(text, phrases or Phrases())
    bare = without(titled, genuine)
    if "!" in bare or "！" in bare:
        faults.append(Fault(FaultKind.EXCLAMATION))
    if phrases and (phrase := phrases.found_in(without(bare, _named_titles(ground)))):
        faults.append(Fault(FaultKind.FLATTERY, phrase))
    faults += _unknown(takes_up, ground)
    if words := uncovered(text, ground.turns, ground.sources()):
        faults.append(Fault(FaultKind.SPOILER, f"covered by a guest: {words}"))
    if ground.footing is not None:
        untitled = without(bare, ground.titles)
        faults += footing_faults(text, untitled, ground.footing, ground.turns, takes_up)
    return tuple(faults)


def _unknown(takes_up: Sequence[TurnId], ground: Ground) -> list[Fault]:
    """Turn ids that are not in the room."""
    if not takes_up:
        return []
    known = {turn.id for turn in ground.turns}
    return [Fault(FaultKind.UNKNOWN_TURN, str(turn_id)) for turn_id in takes_up if turn_id not in known]


def _size(text: str, ground: Ground) -> list[Fault]:
    """Nothing at all, or too much."""
    words = word_count(text)
    if not text.strip():
        return [Fault(FaultKind.EMPTY)]
    if len(text) > HARD_LIMIT or words > ground.most_words:
        return [Fault(FaultKind.TOO_LONG, f"{words} words; at most {ground.most_words}")]
    return []


_QUESTION_MARK = re.compile(r"[?？؟⁇⁈⁉‽]")


def _questions(
    titled: str, text: str, question: Asked | Question | None, ground: Ground, phrases: Phrases
) -> list[Fault]:
    """More than one question, one that is not in the text, one asked before, or one that gives too much away."""
    faults = []
    marks = len(_QUESTION_MARK.findall(titled))
    if marks > 1 or phrases.joined(titled):
        detail = f"{marks} question marks" if marks > 1 else "two joined by a comma"
        faults.append(Fault(FaultKind.TWO_QUESTIONS, detail))
    if question is None:
        return faults
    if fold(question.text) not in fold(text):
        faults.append(Fault(FaultKind.QUESTION_ELSEWHERE))
    if isinstance(question, Question) and not ground.horizon.allows(question.reveals):
        faults.append(Fault(FaultKind.SPOILER, f"this room may hear at most: {ground.horizon.widest.value}"))
    if asked_before(question.text, ground.turns):
        faults.append(Fault(FaultKind.REPEATED))
    return faults


def asked_before(question: str, turns: Sequence[Turn]) -> bool:
    """Whether the host has put this question in these turns already, word for word or nearly."""
    plain = fold(question)
    earlier = (turn.utterance.question.text for turn in turns if turn.utterance and turn.utterance.question)
    return any(fuzz.ratio(plain, fold(other), score_cutoff=SAME_QUESTION) > 0 for other in earlier)


_FORMS: Mapping[FaultKind, tuple[re.Pattern[str], ...]] = {
    FaultKind.LAYOUT: (
        re.compile(r"^\s*(?:#{1,6}|-#)\s", re.MULTILINE),
        re.compile(r"^\s*(?:[-*•‣◦]|\(?\d{1,2}[.)])\s+\S", re.MULTILINE),
        re.compile(r"^\s*(?:\*\*|__)[^*_\n]+(?::(?:\*\*|__)|(?:\*\*|__)\s*(?::|$))", re.MULTILINE),
        re.compile(r"(?:^|\s)\(?1[.)]\s.*\s\(?2[.)]\s", re.DOTALL),
        re.compile(r"\b(?:[^\W\d_a-z]{2,}\b[\s,.;:'’-]*){4,}"),  # shouting
    ),
    FaultKind.LINK: (
        re.compile(r"\b[a-z][a-z0-9+.-]*://", re.IGNORECASE),
        re.compile(r"\b(?:www\.|discord\.gg/|discord(?:app)?\.com/)", re.IGNORECASE),
        re.compile(r"\[[^\]\n]+\]\([^)\n]*\)"),
        re.compile(r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|gg|tv|xyz|app|dev|info|ly|ru)\b", re.IGNORECASE),
    ),
    FaultKind.CODE: (re.compile(r"```|~~~"), re.compile(r"[{\[]\s*\"[\w-]+\"\s*[:,]")),
    FaultKind.MENTION: (MENTION, re.compile(r"(?<![\w.<\u200b])[@＠]\w")),
    FaultKind.LABEL: (re.compile(r"\[\s*film\b|[\[(]\s*(?:turns?\s+#?\d|task\b)", re.IGNORECASE),),
}


def _form(text: str, phrases: Phrases) -> list[Fault]:
    """What does not belong into talk: layout, links, code, mentions, labels (those of the prompts, and a language's)."""
    forms = dict(_FORMS)
    if phrases.labels is not None:
        forms[FaultKind.LABEL] = (*forms[FaultKind.LABEL], phrases.labels)
    return [
        Fault(kind, found[0].strip()[:60])
        for kind, patterns in forms.items()
        if (found := next((hit for pattern in patterns if (hit := pattern.search(text))), None))
    ]
