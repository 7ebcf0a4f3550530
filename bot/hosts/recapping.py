"""The house host's record of a salon: extractive, every line resting on turns, every quote verbatim.

Of what may be repeated (``recap_said``), what has most weight is kept (``recap_ledger``), everybody's first; no line has more than half of its
words in common with another (``recap_pen``). Who answered, contradicted or persuaded whom is told as such (``recap_ties``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.domain.point import Point, PointKind
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.room import Room
from bot.domain.speech import Speech
from bot.domain.turn import Source, TurnId, UtteranceKind
from bot.hosts.recap_headline import headline
from bot.hosts.recap_ledger import Ledger
from bot.hosts.recap_pen import Pen
from bot.hosts.recap_rest import NAMES, left_over
from bot.hosts.recap_ties import answer, changes, disputes, whatifs

_POINTS, _MOST_POINTS, _OPEN, _QUOTES = 7, 10, 3, 3
_MORE = 1  # points that one person may have beyond an even share
_BASE, _A_POINT = 4, 12  # points of any evening, and turns for which it gets another
_WORTH, _WORTH_ALONE = 1.2, 1.0  # weight from which a point belongs in the record, in company and alone
_WORTH_RETURNING = 2.0  # weight from which a point that nobody answered is worth taking up another time
_TOLD = 1.6  # what a point needs besides that tells more than it judges
_THIN, _SCANT = 3, 0.6  # points below which weaker ones are kept too, from this weight on
_REGULAR = 5  # turns of substance from which nobody is left out
_FINE = 1.3  # of a line worth repeating for its own sake, by ``_ring``
_SHORTEST, _LONGEST = 4, 18  # words of such a line


def write_recap(room: Room, speech: Speech) -> Recap:
    """The record of the room as it stands; its themes are put in by code, from the tags of the turns."""
    ledger, pen = Ledger(room, speech), Pen(room.reader.lexicon)
    ties = (*changes(ledger, pen), *disputes(ledger, pen))  # first, so that neither side is listed beside it once more
    imagined = whatifs(ledger, pen, _least(ledger))
    items = [*_points(ledger, pen), *ties, *imagined, *_left_open(ledger, pen), *_best_lines(ledger, pen)]
    items += _regulars(ledger, pen, items)
    items += left_over(room, ledger.speech, items)
    times = [t.at for t in room.turns if not t.by_host]
    minutes = round((max(times) - min(times)).total_seconds() / 60) if times else 0
    line = headline(ledger, items)
    film = room.salon.film.label
    return Recap(film, line, tuple(items), Source.HOUSE, len(room.people), room.person_turns, minutes)


def _least(ledger: Ledger) -> float:
    return _WORTH_ALONE if ledger.room.solo else _WORTH


def _worth(ledger: Ledger) -> list[Point]:
    """What belongs in the record, weightiest first; a thin evening keeps its best lines, such as they are."""
    least = _least(ledger)
    told = {p: 0.0 if ledger.judges(p) else _TOLD for p in ledger.ranked}
    fit = [p for p in ledger.ranked if ledger.weights[p] >= least + told[p]]
    if len(fit) < _THIN:
        fit = [p for p in ledger.ranked if ledger.weights[p] >= (least if told[p] else _SCANT)]
    return fit


def _points(ledger: Ledger, pen: Pen) -> list[RecapItem]:
    """The weightiest claims, readings, objections and pieces of evidence; everybody who made one comes first once, and no turn twice before all have had their share."""
    fit = [p for p in _worth(ledger) if p.kind is not PointKind.QUESTION]
    firsts = {p.author_id: p for p in reversed(fit)}
    first = sorted(firsts.values(), key=fit.index)
    most = min(_MOST_POINTS, max(_POINTS, len(ledger.room.people) + 3, _BASE + ledger.room.person_turns // _A_POINT))
    share = most // max(1, len(ledger.room.people)) + _MORE
    items: list[RecapItem] = []
    told, turns = Counter[int](), set[TurnId]()
    order = list(dict.fromkeys((*first, *fit)))
    for spread in (True, False):
        for point in order:
            if len(items) == most:
                return items
            if told[point.author_id] >= share + (not spread) or (spread and point.turn_id in turns):
                continue
            if (item := _point(ledger, pen, point)) is not None:
                items.append(item)
                told[point.author_id] += 1
                turns.update(item.turns)
    return items


def _point(ledger: Ledger, pen: Pen, point: Point) -> RecapItem | None:
    """One point with who agreed, or as the answer that it was; None when its words have been used."""
    if (answered := answer(ledger, pen, point)) is not None:
        return answered
    line = ledger.lines[point]
    if not pen.write((point.turn_id,), line):
        return None
    forms, speech = ledger.speech.recap, ledger.speech
    reads = point.kind is PointKind.READING and not ledger.retells(point)
    text = forms["reading" if reads else "claim"].format(name=speech.called(point.author_name))
    turns = [point.turn_id]
    if with_them := ledger.with_them(point):
        names = speech.listed([speech.called(one.author_name) for one in with_them][:NAMES])
        text += forms["agreed_one" if len(with_them) == 1 else "agreed"].format(names=names)
        turns += (one.turn_id for one in with_them[:NAMES])
    return RecapItem(ItemKind.POINT, text, tuple(turns), point.author_name, line)


def _left_open(ledger: Ledger, pen: Pen) -> list[RecapItem]:
    """Points that nobody answered, and the host's last question if nobody did."""
    forms, called = ledger.speech.recap, ledger.speech.called
    items: list[RecapItem] = []
    for point in ledger.ranked:
        if len(items) == _OPEN:
            break
        if not _worth_returning_to(ledger, point):
            continue
        if ledger.is_open(point) and pen.write((point.turn_id,), line := ledger.lines[point]):
            form = "question" if point.kind is PointKind.QUESTION else "open"
            text = forms[form].format(name=called(point.author_name))
            items.append(RecapItem(ItemKind.OPEN, text, (point.turn_id,), point.author_name, line))
    last = ledger.room.last
    said = last.utterance if last is not None else None
    if last is None or said is None or said.question is None or said.kind is UtteranceKind.TURN_BACK:
        return items
    asked = said.question.text
    if asked in last.text and len(ledger.room.turns) > 1 and pen.write((last.id,), asked):
        items.append(RecapItem(ItemKind.OPEN, forms["open_host"], (last.id,), last.author_name, asked))
    return items


def _worth_returning_to(ledger: Ledger, point: Point) -> bool:
    """Whether a point would begin another evening: a question for a view, or a weighty one that is no answer itself."""
    if point.kind is PointKind.QUESTION:
        return bool(ledger.question_of(ledger.turn_of(point)))
    if ledger.weights[point] < _WORTH_RETURNING or not ledger.of_substance(point):
        return False
    return ledger.asked_before(point) is None and not ledger.room.readings[point.turn_id].agrees


def _best_lines(ledger: Ledger, pen: Pen) -> list[RecapItem]:
    """Short lines that stand by themselves."""
    ringing = sorted(((_ring(ledger, p), -p.turn_id, p) for p in ledger.ranked), key=lambda r: r[:2], reverse=True)
    items: list[RecapItem] = []
    for ring, _, point in ringing:
        if len(items) == _QUOTES or ring < _FINE:
            break
        if pen.write((point.turn_id,), line := ledger.lines[point]):
            text = ledger.speech.recap["quote"].format(name=ledger.speech.called(point.author_name))
            items.append(RecapItem(ItemKind.QUOTE, text, (point.turn_id,), point.author_name, line))
    return items


def _ring(ledger: Ledger, point: Point) -> float:
    """How well a line stands alone: short, general or pointed, about something, and not about the speaker."""
    line = ledger.lines[point]
    return ledger.ring(point) - ledger.dull(point) if _SHORTEST <= len(line.split()) <= _LONGEST else 0.0


def _regulars(ledger: Ledger, pen: Pen, items: Sequence[RecapItem]) -> Iterator[RecapItem]:
    """A line of everybody who said something of substance often enough and is quoted nowhere yet."""
    quoted = {name for item in items for name in (item.speaker, item.second_speaker)}
    turns: Counter[int] = Counter()
    for turn in ledger.room.turns:
        reading = ledger.room.readings.get(turn.id)
        turns[turn.author_id] += reading is not None and bool(reading.points or reading.faint)
    for author, count in turns.items():
        if count < _REGULAR or ledger.room.people.get(author) in quoted:
            continue
        theirs = sorted((p for p in ledger.ranked if p.author_id == author), key=ledger.judges, reverse=True)
        item = next((item for p in theirs if (item := _point(ledger, pen, p)) is not None), None)
        if item is not None:
            yield item


def quotes_of(recap: Recap) -> Iterator[tuple[RecapItem, str]]:
    """Every quote of a recap with its item."""
    for item in recap.items:
        for quote in (item.quote, item.second_quote):
            if quote:
                yield item, quote
