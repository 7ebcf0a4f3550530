"""What of a host's turn may still be shown when people have edited, covered or deleted the words it repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.covered import blanked
from bot.domain.room import Room
from bot.domain.turn import Source, Turn
from bot.domain.wording import fold

NOTHING_LEFT = "…"
"""Stands where a turn of the host has no words that may stay."""

_QUOTED = re.compile(r"\"([^\"]+)\"|“([^“”]+)”|«([^«»]+)»")
_GAP = re.compile(r"\[?(?:\.\.\.|…)\]?")
_LEAST_WORDS = 3  # fewer words in quotation marks are as likely a manner of speaking as a quotation


def standing(turn: Turn, room: Room, *, withdrawn: bool = False) -> str:
    """The text of a host's turn as it may stand now: itself, its question alone, or ``NOTHING_LEFT``.

    ``withdrawn`` says that words it was made for are withdrawn, whether or not it names them.
    """
    said = turn.utterance
    if said is None or turn.text == NOTHING_LEFT:
        return turn.text
    withdrawn = withdrawn or any(room.turn(target) is None for target in said.takes_up)
    if not withdrawn and _stands(turn.text, turn, room):
        return turn.text
    question = said.question.text if said.question is not None else ""
    if not question or question not in turn.text:
        return NOTHING_LEFT
    # A model's question was made for words that are gone and may repeat them; the house's questions stand by themselves.
    own = said.source is Source.AI and withdrawn
    return NOTHING_LEFT if own or not _stands(question, turn, room) else question


def _stands(text: str, turn: Turn, room: Room) -> bool:
    """Whether everything that a text quotes is still somebody's words, or was never anybody's."""
    asked = turn.utterance.question.text if turn.utterance and turn.utterance.question else ""
    by_model = turn.utterance is not None and turn.utterance.source is Source.AI
    # The bank's questions may quote a film; what a model asks is looked at like the rest.
    looked_at = text if by_model else text.replace(asked, "")
    quotes = [fold(part) for found in _QUOTED.findall(looked_at) for part in _GAP.split("".join(found))]
    wanted = [part.strip(" .,;:!?") for part in quotes if len(part.split()) >= _LEAST_WORDS]
    return all(any(part in source for source in _sources(turn, room)) for part in wanted)


def _sources(turn: Turn, room: Room) -> Iterator[str]:
    """What may be quoted, folded, the likeliest first: it is rarely read to its end."""
    targets = turn.utterance.takes_up if turn.utterance else ()
    yield from (fold(blanked(t.text)) for i in targets if (t := room.turn(i)) is not None)
    yield from (fold(title) for title in room.salon.film.titles)
    yield from (fold(blanked(t.text)) for t in reversed(room.turns) if not t.by_host)
