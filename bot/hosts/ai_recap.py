"""From a model's recap to one that can be trusted: items stand on turns, quotes are somebody's exact words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.recap import ItemKind, RecapItem
from bot.domain.turn import Turn, TurnId
from bot.hosts.ai_schema import ItemDraft, RecapDraft, items_of
from bot.hosts.guard import FaultKind, Ground, examine
from bot.hosts.phrases import Phrases
from bot.hosts.verbatim import clean, fold, locate

MOST_ITEMS = 14
MOST_HEADLINE = 120  # characters
MOST_QUOTE = 280  # characters
# What a line of the record may carry besides: it is no turn of talk, so questions and exclamations are its own affair,
# and what it says of the film is what guests said, whose turns it names.
_HARMLESS = frozenset({FaultKind.EXCLAMATION, FaultKind.TWO_QUESTIONS, FaultKind.CLAIM})


@dataclass(frozen=True, slots=True)
class Evidence:
    """The guests' turns by id, the names that the model was shown and those that are printed, by author id."""

    turns: Mapping[TurnId, Turn]
    shown: Mapping[int, str]
    printed: Mapping[int, str]
    ground: Ground
    phrases: Phrases

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


def checked_items(draft: RecapDraft, evidence: Evidence) -> tuple[RecapItem, ...]:
    """The items that stand, each sentence once."""
    kept: dict[str, RecapItem] = {}
    for item in items_of(draft):
        sound = _checked(item, evidence)
        if sound:
            kept.setdefault(fold(sound.text) + fold(sound.quote or ""), sound)
    return tuple(kept.values())[:MOST_ITEMS]


def checked_headline(headline: str, evidence: Evidence) -> str | None:
    """The headline if it may stand."""
    line = " ".join(clean(headline).split()).strip("*_# ")
    bare = line.strip('"“”«» ')
    line = line if any(mark in bare for mark in '"“”«»') else bare  # marks around the whole are ornament
    return line if line and len(line) <= MOST_HEADLINE and evidence.sound(line) else None


def _checked(item: ItemDraft, evidence: Evidence) -> RecapItem | None:
    """An item on known turns of guests with true quotes, or None."""
    turns = [TurnId(n) for n in dict.fromkeys(item.turns) if TurnId(n) in evidence.turns]
    if not turns:
        return None
    first = _quote(item.quote, item.speaker, turns, evidence)
    second = _quote(item.second_quote, item.second_speaker, turns, evidence)
    text = " ".join(clean(item.text).split())
    if item.kind is ItemKind.QUOTE and first is None:
        return None
    if item.kind is not ItemKind.QUOTE and not text:
        return None
    if text and not evidence.sound(text):
        return None
    return RecapItem(
        kind=item.kind,
        text=text,
        turns=tuple(turns),
        speaker=_speaker(first, item.speaker, turns, evidence) or _author(turns[0], evidence),
        quote=first[1] if first else None,
        second_speaker=_speaker(second, item.second_speaker, turns, evidence),
        second_quote=second[1] if second else None,
    )


def _quote(
    quote: str | None, speaker: str | None, turns: Sequence[TurnId], evidence: Evidence
) -> tuple[TurnId, str] | None:
    """The turn (of the named speaker, among the item's) that says it, and its exact words there."""
    if not quote or not quote.strip():
        return None
    for turn_id in turns:
        turn = evidence.turns[turn_id]
        if speaker and not evidence.is_named(turn.author_id, speaker):
            continue
        exact = locate(quote, evidence.ground.repeatable(turn))
        if exact and len(exact) <= MOST_QUOTE and exact in turn.text:
            return turn_id, exact
    return None


def _speaker(
    found: tuple[TurnId, str] | None, named: str | None, turns: Sequence[TurnId], evidence: Evidence
) -> str | None:
    """Whoever said the quote, else whoever is named, if that person has one of the turns."""
    if found:
        return _author(found[0], evidence)
    if named:
        for turn_id in turns:
            if evidence.is_named(evidence.turns[turn_id].author_id, named):
                return _author(turn_id, evidence)
    return None


def _author(turn_id: TurnId, evidence: Evidence) -> str | None:
    return evidence.name(evidence.turns[turn_id].author_id)
