"""Printing a replay: JSON objects a line, or the recap as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from bot.domain.point import PointState
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.recap_text import Wording, markdown
from bot.domain.room import Room
from bot.domain.theme import Tag
from bot.domain.turn import Turn, TurnId, UtteranceKind
from bot.local.replay import Event, Replayed

_UNCOUNTED = {UtteranceKind.OPENING, UtteranceKind.CLOSING}


class Numbers:
    """Gives every turn of a whole run its own id, so that several transcripts do not share ids."""

    def __init__(self) -> None:
        self._base = 0

    def of(self, turn_id: TurnId | None) -> int | None:
        """The id in the output."""
        return None if turn_id is None else self._base + turn_id

    def next_transcript(self, room: Room | None) -> None:
        """Go on behind the ids of this room."""
        self._base += max((t.id for t in room.turns), default=0) if room else 0


def rows(replayed: Replayed, numbers: Numbers, wording: Wording) -> Iterator[dict[str, Any]]:
    """Every row of one transcript, in the order in which things happened."""
    salon = replayed.transcript.id
    newest: TurnId | None = None
    for event in replayed.events:
        yield {**_event_row(event, newest, numbers), "salon": salon}
        if event.turn is not None and event.turn.utterance is None:
            newest = event.turn.id
    if replayed.room is not None:
        yield from ({**row, "salon": salon} for row in _tags(replayed.tags, numbers))
        if replayed.recap is not None:
            yield {**_recap_row(replayed, replayed.recap, numbers, wording), "salon": salon}
            yield {**metrics(replayed.room, replayed.recap), "salon": salon}


def _event_row(event: Event, newest: TurnId | None, numbers: Numbers) -> dict[str, Any]:
    turn, decision = event.turn, event.decision
    if turn is None:
        after = decision.after if decision is not None else newest
        return {"type": "silence", "after": numbers.of(after), "reason": decision.reason if decision else ""}
    if turn.utterance is None:
        return {
            "type": "turn", "id": numbers.of(turn.id), "speaker": turn.author_name, "at": turn.at.isoformat(), "text": turn.text,
        }  # fmt: skip
    said = turn.utterance
    return {
        "type": "host",
        "after": numbers.of(newest),
        "kind": said.kind.value,
        "text": turn.text,
        "takes_up": [numbers.of(t) for t in said.takes_up],
        "question": {**asdict(said.question), "kind": said.question.kind.value} if said.question else None,
        "source": said.source.value,
        "id": numbers.of(turn.id),
        "reason": said.reason,
    }


def _tags(tags: Sequence[Tag], numbers: Numbers) -> Iterator[dict[str, Any]]:
    for tag in tags:
        yield {
            "type": "tag",
            "theme": tag.theme,
            "turn": numbers.of(tag.turn_id),
            "score": round(tag.score, 3),
            "evidence": tag.evidence,
        }


def _recap_row(replayed: Replayed, recap: Recap, numbers: Numbers, wording: Wording) -> dict[str, Any]:
    return {
        "type": "recap",
        "film": recap.film,
        "headline": recap.headline,
        "items": [_item(item, numbers) for item in recap.items],
        "markdown": recap_markdown(replayed, recap, numbers, wording),
        "source": recap.source.value,
    }


def _item(item: RecapItem, numbers: Numbers) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": item.kind.value, "text": item.text, "speaker": item.speaker, "turns": [numbers.of(t) for t in item.turns], "quote": item.quote,
    }  # fmt: skip
    if item.second_quote:
        row |= {"second_speaker": item.second_speaker, "second_quote": item.second_quote}
    return row


def recap_markdown(replayed: Replayed, recap: Recap, numbers: Numbers, wording: Wording) -> str:
    """The recap as Markdown; a turn without an address of its own is linked as ``#turn-ID``."""

    def link(turn_id: TurnId) -> str:
        address = replayed.links.get(turn_id, "#")
        return f"#turn-{numbers.of(turn_id)}" if address.startswith("#") else address

    return markdown(recap, link, wording)


def metrics(room: Room, recap: Recap) -> dict[str, Any]:
    """Shares without opening and closing, and the ledgers' counts; ``quotes_checked`` are the recap's verbatim quotes."""
    host = [t for t in room.turns if t.utterance is not None and t.utterance.kind not in _UNCOUNTED]
    turns = len(host) + room.person_turns
    words = sum(t.words for t in host) + room.person_words
    taken = [p for p in room.points if room.state_of(p) is PointState.TAKEN]
    listed = {turn for item in recap.items if item.kind is ItemKind.OPEN for turn in item.turns}
    named = {turn for item in recap.items for turn in item.turns}
    return {
        "type": "metrics",
        "host_turn_share": round(len(host) / turns, 4) if turns else 0.0,
        "host_word_share": round(sum(t.words for t in host) / words, 4) if words else 0.0,
        "questions": len(room.asked_here),
        "points_opened": len(room.points),
        "points_taken_up": len(taken),
        "points_listed_open": sum(p.turn_id in listed for p in room.open_points()),
        "points_recorded": sum(p.turn_id in named for p in room.open_points()),
        "quotes_checked": sum(_checked(item, room) for item in recap.items),
    }


def _checked(item: RecapItem, room: Room) -> int:
    sides = ((item.speaker, item.quote), (item.second_speaker, item.second_quote))
    return sum(1 for speaker, quote in sides if quote and any(_says(room.turn(t), speaker, quote) for t in item.turns))


def _says(turn: Turn | None, speaker: str | None, quote: str) -> bool:
    return turn is not None and turn.author_name == speaker and quote in turn.text
