"""What a film made people write while they watched it: how much in which minute, and where several wrote at once.

Nothing is kept of it: it is read from the turns that still stand and from the film's clock, whenever it is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.covered import HIDDEN, blanked
from bot.domain.film_clock import FilmClock
from bot.domain.lexicon import Lexicon
from bot.domain.point import Point
from bot.domain.reader import TurnReading
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.turn import Turn, TurnId
from bot.domain.wording import sentences, tokens

MOST = 5
"""Peaks of a film."""
TOGETHER = 60.0
"""Seconds of film within which several write at once."""
_APART = 120.0  # seconds between two peaks
_BURST = 4  # messages of one person that are a burst
_ABOVE = 1.6  # times as many as in any minute of the film, from which a lively room has a peak
_SHORT = 4  # words with content up to which "pause please" is no more than that
_LEAST, _LONGEST = 3, 24  # words of a line
_LINES = 6  # lines of a peak that are looked at


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody's words, verbatim from their turn."""

    turn: TurnId
    speaker: str
    words: str


@dataclass(frozen=True, slots=True)
class Peak:
    """Where people wrote at once: the film's ``position`` in seconds, how many people, their turns, and lines, best first."""

    position: float
    people: int
    turns: tuple[TurnId, ...]
    lines: tuple[Line, ...]

    @property
    def weight(self) -> tuple[int, int]:
        """By what peaks are ranked: people count for more than messages."""
        return 2 * self.people + len(self.turns), self.people


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the film stood: its position, and for how many seconds (0: nobody knows)."""

    position: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Moments:
    """A film as it was watched: ``length`` in seconds as far as it ran, the positions of all ``talk``, stops and peaks in order."""

    film: str
    length: float
    talk: tuple[float, ...]
    stops: tuple[Stop, ...] = ()
    peaks: tuple[Peak, ...] = ()

    @property
    def by_minute(self) -> Sequence[int]:
        """How many messages there were in each minute of the film."""
        counts = [0] * (int(self.length // 60) + 1)
        for position in self.talk:
            counts[min(len(counts) - 1, int(position // 60))] += 1
        return counts


def moments(
    film: str, turns: Sequence[Turn], readings: Mapping[TurnId, TurnReading], lexicon: Lexicon, clock: FilmClock
) -> Moments | None:
    """What people wrote during the film; None where there is no clock or nobody wrote anything."""
    if not clock.deeds:
        return None
    said = [(t, at) for t in turns if not t.by_host and (at := clock.film_time(t.at)) is not None]
    talk = [(turn, at) for turn, at in said if _belongs(turn, at, clock)]
    if not talk:
        return None
    weighty = [(turn, at) for turn, at in talk if of_the_film(turn, readings.get(turn.id), lexicon)]
    end = clock.over_at()
    reached = clock.position(end) if end is not None else max(at for _, at in talk)
    length = clock.runtime or max(reached, *(at for _, at in talk))
    stops = tuple(
        Stop(rest.position, (rest.until - rest.since).total_seconds() if rest.until is not None else 0.0)
        for rest in clock.rests()
    )
    return Moments(film, length, tuple(sorted(at for _, at in talk)), stops, _peaks(weighty, readings, length))


def of_the_film(turn: Turn, reading: TurnReading | None, lexicon: Lexicon) -> bool:
    """Whether a turn says something of the film: it neither arranges anything nor only laughs, greets or is away for a moment."""
    words = tokens(blanked(turn.text))
    content = lexicon.content(words)
    if reading is None or reading.small_talk or lexicon.asides.any(words) or lexicon.farewells.any(words):
        return False
    return not (lexicon.playback.any(words) and len(content) <= _SHORT)


def _belongs(turn: Turn, at: float, clock: FilmClock) -> bool:
    """Whether a turn was said to the film: into a pause only its first minute counts, the rest is talk over the kettle."""
    for rest in clock.rests():
        inside = rest.since <= turn.at and (rest.until is None or turn.at < rest.until)
        if inside and rest.position == at:
            return (turn.at - rest.since).total_seconds() <= TOGETHER
    return True


def _peaks(
    said: Sequence[tuple[Turn, float]], readings: Mapping[TurnId, TurnReading], length: float
) -> tuple[Peak, ...]:
    in_order = sorted(said, key=lambda one: (one[1], one[0].at, one[0].id))
    usual = len(in_order) * TOGETHER / max(TOGETHER, length)  # in a minute
    found = [peak for n in range(len(in_order)) if (peak := _peak(in_order, n, readings, usual)) is not None]
    kept = list[Peak]()
    for peak in sorted(found, key=lambda one: (*one.weight, -one.position), reverse=True):
        if all(abs(peak.position - other.position) >= _APART for other in kept):
            kept.append(peak)
        if len(kept) == MOST:
            break
    return tuple(sorted(kept, key=lambda one: one.position))


def _peak(
    said: Sequence[tuple[Turn, float]], first: int, readings: Mapping[TurnId, TurnReading], usual: float
) -> Peak | None:
    """The turns from one on that were written at once, where they are a peak."""
    begins = said[first][1]
    together = [turn for turn, at in said[first:] if at - begins < TOGETHER]
    people = len({turn.author_id for turn in together})
    several = people >= 2 and (people >= 3 or len(together) >= min(_ABOVE * usual, 2 * _BURST))
    if not several and not (len(together) >= _BURST and len(together) >= _ABOVE * usual):
        return None
    lines = _lines(together, readings)
    return Peak(begins, people, tuple(turn.id for turn in together), lines) if lines else None


def _lines(turns: Sequence[Turn], readings: Mapping[TurnId, TurnReading]) -> tuple[Line, ...]:
    """What was said there, the weightiest first."""
    ranked = list[tuple[float, int, Line]]()
    for turn in turns:
        reading = readings.get(turn.id)
        point = (reading.points[0] if reading.points else reading.faint) if reading is not None else None
        if words := _words(turn, point):
            weight = (point.salience if point is not None else 0.0) + min(8, len(words.split())) / 8
            ranked.append((-weight, turn.id, Line(turn.id, turn.author_name, words)))
    return tuple(line for *_, line in sorted(ranked, key=lambda one: one[:2])[:_LINES])


def _words(turn: Turn, point: Point | None) -> str:
    """Words of a turn that can stand alone, verbatim and without anything it covers; "" where there are none."""
    told = (point.sentence, point.quote) if point is not None else ()
    for words in (*told, *(one.text for one in sentences(blanked(turn.text)))):
        if (
            _LEAST <= len(words.split()) <= _LONGEST
            and words in turn.text
            and HIDDEN not in words
            and "||" not in words
        ):
            return str(words).strip()
    return ""


def with_moments(recap: Recap, found: Moments | None, label: Mapping[int, str]) -> Recap:
    """The record with its moments, put in by code; what it had of them before goes. ``label`` words a peak by its place.

    A line that stands in the record already gives way to another of its peak, where there is one.
    """
    others = tuple(item for item in recap.items if item.kind is not ItemKind.MOMENT)
    if found is None:
        return replace(recap, items=others)
    taken = {turn for item in others for turn in item.turns}
    items = tuple(_item(peak, label[place], taken) for place, peak in enumerate(found.peaks))
    return replace(recap, items=(*others, *items))


def _item(peak: Peak, label: str, taken: set[TurnId]) -> RecapItem:
    line = next((line for line in peak.lines if line.turn not in taken), peak.lines[0])
    return RecapItem(ItemKind.MOMENT, label, (line.turn,), line.speaker, line.words)
