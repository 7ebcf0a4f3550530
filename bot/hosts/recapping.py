"""The house host's record of a salon: extractive, every line resting on turns, every quote verbatim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.domain.point import Point, PointKind, PointState
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.room import Room
from bot.domain.speech import Speech
from bot.domain.turn import Source, TurnId, UtteranceKind
from bot.domain.wording import overlap, tokens
from bot.hosts.lines import line_of

_POINTS, _DISPUTES, _OPEN, _WHATIFS, _QUOTES = 6, 3, 3, 3, 3
_ALIKE = 0.5
_SHORT, _LONG = 12, 24  # turns of participants
_THIN, _FAINT = 3, 1.5  # points below which faint ones are kept too, from this salience on
_PROPOSES = 1.0  # a premise for another film is kept even when it is put in few words
_A_TURN = 2  # lines that one turn may give to the record
_WORTH, _WORTH_ALONE = 3.0, 1.8  # salience from which a point belongs in the record, in company and alone
_FINE = 4.0  # salience of a line worth repeating for its own sake
_HEADLINE_WORDS = 14
_HEADLINE = 4.2  # salience from which somebody's words can stand over the whole evening


def write_recap(room: Room, speech: Speech) -> Recap:
    """The record of the room as it stands; its themes are put in by code, from the tags of the turns."""
    writer = _Writer(room, speech)
    disputes = writer.disputes()  # first, so that a point in dispute is not listed beside it once more
    items = (
        *writer.points(),
        *disputes,
        *writer.whatifs(),
        *writer.left_open(),
        *writer.best_lines(),
    )
    items = (*items, *writer.left_over(items))
    times = [t.at for t in room.turns if not t.by_host]
    minutes = round((max(times) - min(times)).total_seconds() / 60) if times else 0
    film = room.salon.film.label
    return Recap(film, writer.headline(items), items, Source.HOUSE, len(room.people), room.person_turns, minutes)


class _Writer:
    """Collects lines and remembers what has been used, so that nothing is said twice."""

    def __init__(self, room: Room, speech: Speech) -> None:
        self._room = room
        self._speech = speech
        self._forms = speech.recap
        self._used: list[frozenset[str]] = []
        self._least = _WORTH_ALONE if room.solo else _WORTH
        self._used_turns: Counter[TurnId] = Counter()
        self._ranked = sorted(
            (p for p in room.points if p.salience >= self._least - _PROPOSES * (p.kind is PointKind.PROPOSAL)),
            key=self._weight,
            reverse=True,
        )
        if len(self._ranked) < _THIN:  # a thin evening keeps its best lines, such as they are
            self._ranked += sorted((p for p in room.faint if p.salience >= _FAINT), key=self._weight, reverse=True)
        self._disputed = [s for s in room.stances if not s.agrees and s.own is not None and s.target.salience >= 2.8]

    def _weight(self, point: Point) -> float:
        answered = min(2, len(self._room.answerers(point)))
        return (
            point.salience
            + 0.6 * answered
            + 0.4 * self._room.by_host_taken(point)
            - 1.5 * (point.kind is PointKind.QUESTION)
        )

    def points(self) -> list[RecapItem]:
        """The strongest claims, readings, objections and pieces of evidence; everybody who made one comes first once."""
        kinds = {PointKind.CLAIM, PointKind.READING, PointKind.OBJECTION, PointKind.EVIDENCE}
        fit = [p for p in self._ranked if p.kind in kinds]
        seen: set[int] = set()
        firsts = [p for p in fit if p.author_id not in seen and not seen.add(p.author_id)]  # type: ignore[func-returns-value]
        items: list[RecapItem] = []
        for point in [*firsts, *fit]:
            if len(items) == _POINTS:
                break
            if (quote := self._fresh(point)) is not None:
                items.append(self._point(point, quote))
        return items

    def _point(self, point: Point, quote: str) -> RecapItem:
        name = self._speech.called(point.author_name)
        text = self._forms[point.kind.value].format(name=name)
        turns = [point.turn_id]
        for stance in self._room.stances:
            if stance.target == point and self._gave_way(stance.turn_id):
                text += self._forms["joint"] + self._forms["gave_way"].format(
                    name=self._speech.called(stance.author_name)
                )
                turns.append(stance.turn_id)
                break
        return RecapItem(ItemKind.POINT, text, tuple(turns), point.author_name, quote)

    def _gave_way(self, turn_id: TurnId) -> bool:
        reading = self._room.readings.get(turn_id)
        return reading is not None and reading.gave_way

    def disputes(self) -> list[RecapItem]:
        """Two sides of a disagreement, in their own words."""
        items: list[RecapItem] = []
        for stance in self._disputed:
            own = stance.own
            if own is None or len(items) == _DISPUTES or own.salience < 2.8:
                continue
            first, second = line_of(stance.target), line_of(own)
            sides = ((first, stance.target.turn_id), (second, own.turn_id))
            # The two sides share words, since they are about one thing: only what came before them counts.
            if first == second or not all(self._unused(*side) for side in sides):
                continue
            for side in sides:
                self._use(*side)
            text = self._forms["dispute"].format(
                name=self._speech.called(stance.target.author_name), other=self._speech.called(stance.author_name)
            )
            turns = (stance.target.turn_id, stance.turn_id)
            items.append(
                RecapItem(
                    ItemKind.DISAGREEMENT, text, turns, stance.target.author_name, first, stance.author_name, second
                )
            )
        return items

    def whatifs(self) -> list[RecapItem]:
        """Proposals for another film, with credit."""
        items: list[RecapItem] = []
        for point in (p for p in self._ranked if p.kind is PointKind.PROPOSAL):
            if len(items) < _WHATIFS and (quote := self._fresh(point)) is not None:
                text = self._forms["whatif"].format(name=self._speech.called(point.author_name))
                items.append(RecapItem(ItemKind.WHATIF, text, (point.turn_id,), point.author_name, quote))
        return items

    def left_open(self) -> list[RecapItem]:
        """Points nobody answered, and the host's last question if nobody did."""
        items: list[RecapItem] = []
        for point in (p for p in self._ranked if self._room.state_of(p) is PointState.OPEN):
            if len(items) < _OPEN and not self._room.talked_over(point) and (quote := self._fresh(point)) is not None:
                form = "question" if point.kind is PointKind.QUESTION else "open"
                text = self._forms[form].format(name=self._speech.called(point.author_name))
                items.append(RecapItem(ItemKind.OPEN, text, (point.turn_id,), point.author_name, quote))
        last = self._room.last
        if (
            last is not None
            and last.utterance is not None
            and last.utterance.question is not None
            and last.utterance.kind is not UtteranceKind.TURN_BACK
            and len(self._room.turns) > 1
        ):
            asked = last.utterance.question.text
            if asked in last.text:
                items.append(RecapItem(ItemKind.OPEN, self._forms["open_host"], (last.id,), last.author_name, asked))
        return items

    def left_over(self, items: Sequence[RecapItem]) -> list[RecapItem]:
        """One line for all the points that nobody took up and no other line holds, with whose they are."""
        told = {turn for item in items for turn in item.turns}
        rest = [p for p in self._room.open_points() if p.turn_id not in told and p not in self._room.faint]
        if not rest:
            return []
        names = self._speech.listed(list(dict.fromkeys(self._speech.called(p.author_name) for p in rest)))
        turns = tuple(dict.fromkeys(p.turn_id for p in rest))
        return [RecapItem(ItemKind.OPEN, self._forms["left_over"].format(names=names), turns)]

    def best_lines(self) -> list[RecapItem]:
        """Short lines that stand by themselves."""
        items: list[RecapItem] = []
        for point in self._ranked:
            words = len(point.sentence.split())
            if (
                len(items) == _QUOTES
                or point.salience < _FINE
                or not 5 <= words <= 28
                or point.kind is PointKind.QUESTION
            ):
                continue
            if (quote := self._fresh(point)) is not None:
                text = self._forms["quote"].format(name=self._speech.called(point.author_name))
                items.append(RecapItem(ItemKind.QUOTE, text, (point.turn_id,), point.author_name, quote))
        return items

    def _theme_turns(self) -> list[tuple[str, list[TurnId]]]:
        """Themes with at least two turns (or one in a short evening), most evidence first."""
        turns: dict[str, dict[TurnId, None]] = {}
        strength: Counter[str] = Counter()
        for point in self._room.points:
            for place, theme in enumerate(point.themes[:2]):
                turns.setdefault(theme, {})[point.turn_id] = None
                strength[theme] += 2 - place
        least = 3 if self._room.person_turns > _LONG else 2 if self._room.person_turns > _SHORT else 1
        fit = [(t, list(found)) for t, found in turns.items() if len(found) >= least]
        return sorted(fit, key=lambda pair: (-strength[pair[0]], pair[0]))

    def headline(self, items: Sequence[RecapItem]) -> str:
        """One line: the film, and what it was about tonight."""
        film, forms = self._room.salon.film.title, self._forms
        names = [self._room.reader.vocabulary.name(theme) for theme, _ in self._theme_turns()[:2]]
        if any(i.kind is ItemKind.DISAGREEMENT for i in items) and names:
            return forms["headline_dispute"].format(film=film, theme=names[0])
        heads = (PointKind.READING, PointKind.OBJECTION, PointKind.PROPOSAL, PointKind.CLAIM)
        fit = [p for p in self._ranked[:6] if p.kind in heads and len(p.sentence.split()) <= _HEADLINE_WORDS]
        best = min(fit, key=lambda p: heads.index(p.kind), default=None)
        if best is not None and (best.salience >= _HEADLINE or not names):
            return forms["headline_quote"].format(film=film, quote=line_of(best))
        if len(names) > 1:
            return forms["headline_two"].format(film=film, theme=names[0], other=names[1])
        return (
            forms["headline_one"].format(film=film, theme=names[0])
            if names
            else forms["headline_bare"].format(film=film)
        )

    def _fresh(self, point: Point) -> str | None:
        """The line to quote for a point, unless its turn or its words have been used."""
        line = line_of(point)
        if not self._unused(line, point.turn_id):
            return None
        self._use(line, point.turn_id)
        return line

    def _unused(self, line: str, turn_id: TurnId) -> bool:
        stems = self._stems(line)
        spent = self._used_turns[turn_id] >= _A_TURN or any(overlap(stems, used) > _ALIKE for used in self._used)
        return bool(line) and not spent

    def _use(self, line: str, turn_id: TurnId) -> None:
        self._used.append(self._stems(line))
        self._used_turns[turn_id] += 1

    def _stems(self, line: str) -> frozenset[str]:
        lexicon = self._room.reader.lexicon
        return frozenset(map(lexicon.stem, lexicon.content(tokens(line))))


def quotes_of(recap: Recap) -> Iterator[tuple[RecapItem, str]]:
    """Every quote of a recap with its item."""
    for item in recap.items:
        for quote in (item.quote, item.second_quote):
            if quote:
                yield item, quote
