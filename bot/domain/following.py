"""What became of a guest's words: whether anybody took them up, and which question of a guest nobody has answered.

To say of a room that it passed something over is a claim about people, so it is only made where nothing anybody wrote
since can be an answer: no reply, no word in common, no "yes", "no" or "he" right after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.dynamics import about_the_film
from bot.domain.point import PointKind
from bot.domain.room import Room
from bot.domain.turn import Turn
from bot.domain.wording import after_words, sentences, tokens

_AT_ONCE = 3  # turns of others in which a yes, a no or a "he" can be meant for what stands before
_SAYS = 3  # words with content from which a turn plainly speaks of something else
_LATELY = 24  # turns among which an unanswered question is looked for
_LEAST, _LONGEST = 2, 24  # words with content, and words, of a question that the host repeats
_MARKS = " ?!.,;:…-–—"


@dataclass(frozen=True, slots=True)
class Wondered:
    """A guest's question: the turn it stands in, and its words without the mark at the end, as they were written."""

    turn: Turn
    quote: str


def others_after(room: Room, turn: Turn) -> list[Turn]:
    """What other guests wrote after a turn, in order."""
    place = room.turns.index(turn)
    return [t for t in room.turns[place + 1 :] if not t.by_host and t.author_id != turn.author_id]


def passed_over(room: Room, turn: Turn) -> bool:
    """Whether nothing that others wrote since can have been about a turn."""
    if room.taken.get(turn.id):
        return False
    lexicon, stems = room.reader.lexicon, room.readings[turn.id].stems
    after = others_after(room, turn)
    for place, later in enumerate(after):
        reading = room.readings[later.id]
        if (reading.stems & stems) - {lexicon.stem(word) for word in lexicon.everywhere}:
            return False
        # A word or two may be an answer to anything.
        if place < _AT_ONCE and (_sides(room, later) or reading.asks or len(reading.stems) < _SAYS):
            return False
    return bool(after)


def unanswered(room: Room) -> Wondered | None:
    """The newest question of a guest about the film that nobody has answered, nor the host brought back."""
    lately = [turn for turn in room.turns[-_LATELY:] if not turn.by_host and about_the_film(room, turn)]
    for turn in reversed(lately):
        taken = any(
            (t := room.turn(i)) is not None and t.author_id != turn.author_id for i in room.taken.get(turn.id, ())
        )
        if taken or turn.to_host or _answered(room, turn):
            continue
        if (quote := next(_questions(room, turn), None)) is not None:
            return Wondered(turn, quote)
    return None


def _questions(room: Room, turn: Turn) -> Iterator[str]:
    """The questions of a turn that a host can repeat: about the film, whole, and nobody's name in them."""
    lexicon = room.reader.lexicon
    if lexicon.calls_host.search(turn.text):
        return
    small = (lexicon.asides, lexicon.playback, lexicon.trivia, lexicon.small_talk, lexicon.asks_view, lexicon.asks_host)
    shy = (*small, lexicon.asks_fact, lexicon.unseen, lexicon.crude, lexicon.farewells)
    called = {word for name in room.people.values() for word in tokens(name)[:1]}
    for sentence in sentences(turn.text):
        quote = _bare(after_words(sentence.text, lexicon.fillers.opens(tokens(sentence.text))))
        words = tokens(quote)
        asks = sentence.text.rstrip().endswith("?") or lexicon.wonders.search(sentence.text)
        if not asks or not words or len(lexicon.content(words)) < _LEAST or len(quote.split()) > _LONGEST:
            continue
        if any(phrases.any(words) for phrases in shy) or called & set(words):
            continue
        if lexicon.kinds[PointKind.PROPOSAL].any(words):
            continue
        if (
            quote.isprintable()
            and not any(c in quote for c in '"“”«»`|<>[]*_~#@')
            and quote.count("(") == quote.count(")")
        ):
            yield quote


def _bare(text: str) -> str:
    """A sentence without the marks at its end."""
    return text.strip().rstrip(_MARKS).strip()


def _answered(room: Room, turn: Turn) -> bool:
    """Whether somebody else may have answered: a word in common that names nobody, or a turn at once that refers back."""
    lexicon = room.reader.lexicon
    people = {lexicon.stem(w) for name in room.salon.film.characters for w in tokens(name)}
    common = people | {lexicon.stem(word) for word in lexicon.everywhere}
    stems = room.readings[turn.id].stems - common
    for place, later in enumerate(others_after(room, turn)):
        reading = room.readings[later.id]
        if place < 1 and (_sides(room, later) or (not reading.asks and _says_why(room, later))):
            return True
        if place < _AT_ONCE and _sides(room, later) and len(reading.stems) > 1:
            return True
        if {s for s in reading.stems & stems if len(s) > 2}:
            return True
    return False


def _says_why(room: Room, turn: Turn) -> bool:
    """Whether a turn gives a reason or speaks of the film, and so may answer what was asked just before."""
    return room.reader.lexicon.causal.any(list(room.readings[turn.id].words)) or about_the_film(room, turn)


def _sides(room: Room, turn: Turn) -> bool:
    reading = room.readings[turn.id]
    return reading.refers or reading.agrees or reading.disagrees or reading.gave_way
