"""From a model's recap to one that can be trusted: items stand on turns that say so, quotes are somebody's exact words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.recap import ItemKind, RecapItem
from bot.domain.turn import Turn, TurnId
from bot.hosts.ai_evidence import Evidence
from bot.hosts.ai_schema import ItemDraft, RecapDraft, items_of
from bot.hosts.support import Standing
from bot.hosts.verbatim import clean, fold, locate

MOST_ITEMS = 14
MOST_HEADLINE = 120  # characters
MOST_QUOTE = 280  # characters
MOST_TURNS = 8  # that one item may name; what rests on more rests on none of them
_SIDES = frozenset({ItemKind.DISAGREEMENT, ItemKind.CHANGED})  # what has two people in it
_CREDITED = frozenset({ItemKind.POINT, ItemKind.OPEN, ItemKind.WHATIF})


@dataclass(frozen=True, slots=True)
class Lack:
    """An item that does not stand: its text, and what it lacks, by a name that a phrase of the prompt has."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands of an answer, and what does not."""

    items: tuple[RecapItem, ...] = ()
    lacking: tuple[Lack, ...] = ()


def checked(draft: RecapDraft, evidence: Evidence, most: int = MOST_ITEMS) -> Checked:
    """The items that stand, each sentence once, and what the others lack."""
    kept: dict[str, RecapItem] = {}
    lacking: list[Lack] = []
    for item in items_of(draft)[: 2 * most]:
        result = check_item(item, evidence)
        if isinstance(result, RecapItem):
            kept.setdefault(fold(result.text) + fold(result.quote or ""), result)
        else:
            lacking.append(Lack(item.text, result))
    return Checked(tuple(kept.values())[:most], tuple(lacking))


def checked_headline(headline: str, evidence: Evidence) -> str | None:
    """The headline if it may stand: guests' words, put as a question or as one of them said it."""
    line = " ".join(clean(headline).split()).strip("*_# ")
    bare = line.strip('"“”«» ')
    line = line if any(mark in bare for mark in '"“”«»') else bare  # marks around the whole are ornament
    if not line or len(line) > MOST_HEADLINE or not evidence.sound(line):
        return None
    kind = ItemKind.OPEN if line.endswith(("?", "？")) else ItemKind.POINT
    standing = evidence.support.of(line, kind, list(evidence.turns.values()))
    return line if standing.told and not standing.lack else None


def check_item(item: ItemDraft, evidence: Evidence) -> RecapItem | str:
    """An item on turns of guests that say it, with true quotes; else what it lacks."""
    turns = _turns(item, evidence)
    if not turns or item.kind is ItemKind.THEME:
        return "turn"
    if item.kind in _SIDES and (lack := _two_sides(item.kind, turns, evidence)):
        return lack
    text = " ".join(clean(item.text).split())
    if text and not evidence.sound(text):
        return "guard"
    standing = evidence.support.of(text, item.kind, turns) if text else Standing()
    if standing.lack:
        return standing.lack
    return _written(item, text, turns, standing, evidence)


def _written(
    item: ItemDraft, text: str, turns: Sequence[Turn], standing: Standing, evidence: Evidence
) -> RecapItem | str:
    """An item whose text stands, with its quotes and credits."""
    sides = item.kind in _SIDES
    whose = None if sides or not standing.authors else set(standing.authors)
    first = _quote(item.quote, item.speaker, [t for t in turns if whose is None or t.author_id in whose], evidence)
    second = None
    if sides or item.second_quote:
        others = [t for t in turns if first is None or t.author_id != first[0].author_id]
        second = _quote(item.second_quote, item.second_speaker, others, evidence)
    if not standing.told and (first is None or (sides and second is None)):
        return "words"  # a line that says nothing itself must have somebody's words
    if item.kind is ItemKind.QUOTE and first is None:
        return "quote"
    used = standing.turns | {quote[0].id for quote in (first, second) if quote}
    kept = turns if sides else [turn for turn in turns if turn.id in used]
    if first is None and not standing.named and item.kind in _CREDITED:
        first = next(((turn, line) for turn in kept if (line := evidence.line(turn))), None)
    speaker = first[0].author_id if first else next(iter(standing.authors), kept[0].author_id)
    return RecapItem(
        kind=item.kind,
        text="" if item.kind is ItemKind.QUOTE else text,
        turns=tuple(turn.id for turn in kept),
        speaker=evidence.name(speaker),
        quote=first[1] if first else None,
        second_speaker=_other(speaker, second, kept, evidence) if sides or second else None,
        second_quote=second[1] if second else None,
    )


def _turns(item: ItemDraft, evidence: Evidence) -> list[Turn]:
    """The turns of guests that an item names; none where it names one that was never shown."""
    ids = [TurnId(number) for number in dict.fromkeys(item.turns)]
    if len(ids) > MOST_TURNS or any(i not in evidence.turns and i not in evidence.others for i in ids):
        return []
    return [evidence.turns[i] for i in ids if i in evidence.turns]


def _two_sides(kind: ItemKind, turns: Sequence[Turn], evidence: Evidence) -> str:
    """What a disagreement or a change of mind lacks: two people, of whom one gave way, or neither agreed."""
    if len({turn.author_id for turn in turns}) < 2:
        return "sides"
    ids = {turn.id for turn in turns}
    agreed = any(one in ids and other in ids for one, other in evidence.agreements)
    if kind is ItemKind.DISAGREEMENT:
        return "stance" if agreed else ""
    gave_way = any(evidence.room.readings[turn.id].gave_way for turn in turns)
    return "" if gave_way else "stance"


def _quote(
    quote: str | None, speaker: str | None, turns: Sequence[Turn], evidence: Evidence
) -> tuple[Turn, str] | None:
    """The turn (of the named speaker, among the item's) that says it, and its exact words there."""
    if not quote or not quote.strip():
        return None
    for turn in turns:
        if speaker and not evidence.is_named(turn.author_id, speaker):
            continue
        exact = locate(quote, evidence.ground.repeatable(turn))
        if exact and len(exact) <= MOST_QUOTE and exact in turn.text:
            return turn, exact
    return None


def _other(speaker: int, second: tuple[Turn, str] | None, turns: Sequence[Turn], evidence: Evidence) -> str | None:
    """Whoever is on the other side: whose quote it is, else whoever else has one of the turns."""
    if second is not None:
        return evidence.name(second[0].author_id)
    return next((evidence.name(turn.author_id) for turn in turns if turn.author_id != speaker), None)


def without_near_duplicates(items: Sequence[RecapItem], evidence: Evidence, share: float = 0.5) -> list[RecapItem]:
    """The items of which no two have more than this share of their words in common.

    What has two sides is kept before what has one; the order stays.
    """
    kept: dict[int, frozenset[str]] = {}
    for place in sorted(range(len(items)), key=lambda n: items[n].kind not in _SIDES):
        item = items[place]
        stems = evidence.stems(item.text, item.quote, item.second_quote)
        smaller = ((min(len(stems), len(other)), len(stems & other)) for other in kept.values())
        if all(shared <= share * least for least, shared in smaller):
            kept[place] = stems
    return [items[place] for place in sorted(kept)]
