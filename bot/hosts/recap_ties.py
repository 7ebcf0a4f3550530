"""What happened between people: who answered whom, who disagreed, who gave way, who spun a what-if on."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.covered import HIDDEN, blanked
from bot.domain.point import Point, PointKind
from bot.domain.recap import ItemKind, RecapItem
from bot.domain.turn import Turn, TurnId
from bot.domain.wording import sentences, tokens
from bot.hosts.recap_ledger import Ledger
from bot.hosts.recap_pen import Pen

_DISPUTES, _CHANGES, _WHATIFS = 3, 3, 3
_PROPOSES = 1.0  # a premise for another film is kept even when it is put in few words
_BOTH = 1.6  # the weight that the two sides of a disagreement have together
_SIDE = 0.5  # what a side weighs at least, since it is contradicted, or contradicts, in so many words
_LONGEST_YIELDING = 20  # words of a sentence by which somebody gives way
_GOES_ON = 3  # turns after a premise in which somebody spins it on


def changes(ledger: Ledger, pen: Pen) -> list[RecapItem]:
    """Who gave way, to what: the words that did it, and those that say so; and who sees it otherwise by themselves."""
    items: list[RecapItem] = []
    for turn, point in ledger.yielding():
        second = ledger.revision(turn) or _yielded(ledger, turn)
        if len(items) == _CHANGES or not second or ledger.is_about_watching(turn):
            continue
        both = (point.turn_id, turn.id)
        first = next((line for line in ledger.said_beside(point) if pen.write(both, line, second)), "")
        if first:
            sides = (point.author_name, first, turn.author_name, second)
            items.append(_between(ledger, ItemKind.CHANGED, "changed", (point.turn_id, turn.id), sides))
    told = {turn_id for item in items for turn_id in item.turns}
    for turn in ledger.room.turns:
        fit = len(items) < _CHANGES and turn.id not in told and not ledger.is_about_watching(turn)
        own = ledger.revision(turn) if fit else ""
        if own and pen.write((turn.id,), own):
            text = ledger.speech.recap["changed_own"].format(name=ledger.speech.called(turn.author_name))
            items.append(RecapItem(ItemKind.CHANGED, text, (turn.id,), turn.author_name, own))
    return items


def _yielded(ledger: Ledger, turn: Turn) -> str:
    """The sentence of a turn by which somebody gives way."""
    parts = (part.text for part in sentences(blanked(turn.text)) if HIDDEN not in part.text)
    said = (part for part in parts if ledger.yields(part) and len(part.split()) <= _LONGEST_YIELDING)
    return next((ledger.quotable(turn, part).rstrip(".") for part in said), "")


def disputes(ledger: Ledger, pen: Pen) -> list[RecapItem]:
    """Two sides of a disagreement, in their own words."""
    items: list[RecapItem] = []
    for target, own in ledger.contradicting():
        if len(items) == _DISPUTES or max(_SIDE, ledger.weights[own]) + max(_SIDE, ledger.weights[target]) < _BOTH:
            continue
        both, second = (target.turn_id, own.turn_id), ledger.lines[own]
        said = dict.fromkeys((ledger.meant(target, own), *ledger.said_beside(target)))
        first = next((line for line in said if pen.write(both, line, second)), "")
        if first:
            sides = (target.author_name, first, own.author_name, second)
            items.append(_between(ledger, ItemKind.DISAGREEMENT, "dispute", (target.turn_id, own.turn_id), sides))
    return items


def _between(
    ledger: Ledger, kind: ItemKind, form: str, turns: tuple[TurnId, TurnId], sides: tuple[str, str, str, str]
) -> RecapItem:
    """A line about two people; ``sides`` are a name and words, and the other name and words."""
    called = ledger.speech.called
    text = ledger.speech.recap[form].format(name=called(sides[0]), other=called(sides[2]))
    return RecapItem(kind, text, turns, *sides)


def answer(ledger: Ledger, pen: Pen, point: Point) -> RecapItem | None:
    """A point as the answer to what somebody, or the host, had just asked; None where it was none."""
    asked = ledger.asked_before(point) if point.kind is not PointKind.QUESTION else None
    if asked is None or not pen.write((asked.turn.id, point.turn_id), asked.words, ledger.lines[point]):
        return None
    called, turn = ledger.speech.called, asked.turn
    form = "answered_host" if turn.by_host else "answered"
    text = ledger.speech.recap[form].format(name=called(point.author_name), other=called(turn.author_name))
    said = (point.author_name, ledger.lines[point], turn.author_name, asked.words)
    return RecapItem(ItemKind.POINT, text, (turn.id, point.turn_id), *said)


def whatifs(ledger: Ledger, pen: Pen, least: float) -> list[RecapItem]:
    """Premises for another film, with credit, and what somebody else made of them at once."""
    items: list[RecapItem] = []
    for point in ledger.ranked:
        proposes = point.kind is PointKind.PROPOSAL or ledger.premised(point)
        if not proposes or ledger.weights[point] < least - _PROPOSES or len(items) == _WHATIFS:
            continue
        supposes = ledger.supposes(point)
        if not supposes and not ledger.regrets(point):
            continue
        called, line = ledger.speech.called, ledger.lines[point]
        text = ledger.speech.recap["whatif" if supposes else "otherwise"].format(name=called(point.author_name))
        turn, further = next(((turn, said) for turn, said in _spun_on(ledger, point) if said != line), (None, ""))
        if turn is not None and pen.write((point.turn_id, turn.id), line, further):
            text += ledger.speech.recap["spun_on"].format(name=called(turn.author_name))
            both = (point.author_name, line, turn.author_name, further)
            items.append(RecapItem(ItemKind.WHATIF, text, (point.turn_id, turn.id), *both))
        elif pen.write((point.turn_id,), line):
            items.append(RecapItem(ItemKind.WHATIF, text, (point.turn_id,), point.author_name, line))
    return items


def _spun_on(ledger: Ledger, point: Point) -> Iterator[tuple[Turn, str]]:
    """What others say next that supposes something as well, or says what follows."""
    for place, turn in enumerate(ledger.after(point, _GOES_ON)):
        reading = ledger.room.readings.get(turn.id)
        if reading is None or turn.author_id == point.author_id:
            continue
        if ledger.lexicon.imagines.any(list(reading.words)):
            found = (p for p in ledger.said_in(turn) if ledger.lexicon.imagines.any(tokens(p.sentence)))
            yield from ((turn, ledger.lines[p]) for p in found)
        if ledger.premised(point) and (said := ledger.consequence(turn, at_once=not place)):
            yield turn, said
