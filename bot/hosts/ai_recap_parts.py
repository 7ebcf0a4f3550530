"""What of an evening a model reads for its record, in parts of consecutive turns; and what is kept of what it wrote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.domain.recap import RecapItem
from bot.domain.speech import Speech
from bot.domain.turn import Turn
from bot.domain.wording import word_count
from bot.hosts.ai_evidence import Evidence
from bot.hosts.ai_messages import NAME
from bot.hosts.ai_recap import MOST_ITEMS, without_near_duplicates
from bot.hosts.recap_rest import left_over

if TYPE_CHECKING:
    from bot.domain.room import Room

MOST_PARTS = 8
MOST_WORDS = 220  # of headline and lines with their credits, without quotes; a record has 300, themes and headings too
_LINKS = 12  # that a line shows at most, a word each
_LABEL = 16  # characters of a turn's label besides the name


def parts(room: Room, whole: int, part: int, hides: Callable[[Turn], bool]) -> list[list[Turn]]:
    """The turns in as few parts as their length allows: one of ``whole`` characters, else up to ``MOST_PARTS`` of ``part``.

    A part has at most one turn more than fits. Of an evening that is too long for that, the turns are left out that
    weigh least: the host's, chatter, and what makes no point.
    """
    turns = list(room.turns)
    total = sum(map(_cost, turns))
    if total <= whole or not turns:
        return [turns] if turns else []
    if total > MOST_PARTS * part:
        turns = _weightiest(room, MOST_PARTS * part, hides)
        total = sum(map(_cost, turns))
    count = max(1, -(-total // part))
    found: list[list[Turn]] = [[] for _ in range(count)]
    before = 0
    for turn in turns:
        found[min(count - 1, before * count // total)].append(turn)
        before += _cost(turn)
    return [one for one in found if one]


def _cost(turn: Turn) -> int:
    return len(turn.text) + NAME + _LABEL


def _weightiest(room: Room, budget: int, hides: Callable[[Turn], bool]) -> list[Turn]:
    """The guests' turns with the strongest points that fit, in their order."""
    people = [turn for turn in room.turns if not turn.by_host and not hides(turn)]
    ranked = sorted(people, key=lambda turn: (-_weight(room, turn), turn.id))
    left, chosen = budget, set()
    for turn in ranked:
        if _cost(turn) <= left:
            chosen.add(turn.id)
            left -= _cost(turn)
    return [turn for turn in people if turn.id in chosen]


def _weight(room: Room, turn: Turn) -> float:
    reading = room.readings[turn.id]
    best = max((point.salience for point in reading.points), default=0.0)
    return best - reading.small_talk + (reading.faint.salience / 10 if reading.faint is not None else 0.0)


def in_turn(found: Sequence[Sequence[RecapItem]], most: int) -> list[RecapItem]:
    """So many items, from every part its first before any part's second, in the order of the evening."""
    chosen: set[tuple[int, int]] = set()
    longest = max(map(len, found), default=0)
    for place in range(longest):
        for number, items in enumerate(found):
            if place < len(items) and len(chosen) < most:
                chosen.add((number, place))
    return [found[number][place] for number, place in sorted(chosen)]


def kept(items: Sequence[RecapItem], headline: str, evidence: Evidence, speech: Speech) -> tuple[RecapItem, ...]:
    """What goes into the record, and last what stayed open and no other line holds; within its length."""
    chosen = without_near_duplicates(items, evidence)[:MOST_ITEMS]
    while True:
        # Points of turns that are none for a model are in it only as far as a model was shown them.
        rest = left_over(evidence.room, speech, chosen, lambda point: point.turn_id in evidence.turns)
        whole = (*chosen, *rest)
        words = word_count(headline) + sum(map(_words, whole))
        if (len(whole) <= MOST_ITEMS and words <= MOST_WORDS) or len(chosen) <= 1:
            return whole
        chosen = chosen[:-1]


def _words(item: RecapItem) -> int:
    """How many words a line has as it is shown, besides its quotes."""
    credits = [who for who, quote in ((item.speaker, item.quote), (item.second_speaker, item.second_quote)) if quote]
    return word_count(item.text) + sum(word_count(who or "") for who in credits) + len(item.turns[:_LINKS])
