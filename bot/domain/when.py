"""Reading a time as people type it: "friday 8pm", "vendredi à 20h30", "in 2 hours", "2026-12-05 21:00".

What is not clear is asked, never guessed, and no word is left unread. The rules that people are told:

- An hour from 1 to 12 without am, pm, a part of the day or a leading zero is asked, in every language and spelling ("8", "8:30",
  "8 Uhr"); "12h" is noon. Beside a date written as 2026-12-05, "10:30" is on the clock of 24 hours.
- A weekday is the next one; typed on that day it is asked. "Next friday" is asked unless it is in next week for everybody.
- 05/12 is asked, unless the other words are of a language that writes the day first; 5.12. is the fifth of December.
- A time alone is today's; where that has passed, tomorrow's is offered. Past times offer the next such time of day.
- A time that clocks show twice or leap over is asked, with what each choice means.
- Whatever lies more than a year ahead is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.when_days import TooFar
from bot.domain.when_frame import Frame
from bot.domain.when_grammar import frames
from bot.domain.when_lexer import LONGEST, pieces
from bot.domain.when_moments import shift
from bot.domain.when_reading import Apart, Asks, Choice, Read, Reading, Reason, Shift
from bot.domain.when_sense import FARTHEST, MOST_CHOICES, sense
from bot.domain.when_words import WhenWords
from bot.errors import BadInput

__all__ = ["Apart", "Asks", "Choice", "Read", "Reading", "Reason", "Shift", "WhenWords", "read"]

_STAMP = re.compile(r"<t:(?P<marked>-?\d{1,13})(?::[tTdDfFRsS])?>|(?P<seconds>\d{10})|(?P<millis>\d{13})")
_EXACT = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[Tt]|\s+(?!.*[-−]\d\d:?\d\d$))(\d{2}:\d{2})(?::\d{2}(?:[.,]\d{1,9})?)?\s*([Zz]|[+\-−]\d{2}:?\d{2})"
)
_LAST_SECOND = 253402300799  # the year 9999 ends
_SHOWN = 80


def read(typed: str, now: datetime, zone: ZoneInfo, words: Sequence[WhenWords]) -> Reading:
    """The moment that was typed at ``now`` (aware) by somebody in ``zone``, or what has to be asked.

    Raises BadInput("unusable_when", typed=) for what cannot be read, BadInput("when_too_far", typed=) for what is more than
    a year ahead.
    """
    text, shown = typed.strip(), " ".join(typed.split())[:_SHOWN]
    now = now.astimezone(UTC)
    stamped = _STAMP.fullmatch(text)
    exact = _EXACT.fullmatch(text)
    try:
        if len(text) > LONGEST:
            found = []
        elif stamped is not None:
            found = [_stamp(stamped, now, zone)]
        elif exact is not None:
            found = _offset(exact, now, zone)
        else:
            found = _meant(frames(pieces(text), words), now, zone)
    except TooFar:
        raise BadInput("when_too_far", typed=shown) from None
    if not found:
        raise BadInput("unusable_when", typed=shown)
    return found[0] if len(found) == 1 else _either(found)


def _meant(read_as: Sequence[Frame], now: datetime, zone: ZoneInfo) -> list[Reading]:
    """What the readings of a phrase mean, each meaning once. Those that say a time go before those that do not."""
    timed = [frame for frame in read_as if frame.timed]
    found, far = list[Reading](), False
    for frame in sorted(read_as, key=lambda frame: not frame.timed):
        try:
            meaning = sense(frame, now, zone)
        except TooFar:
            far = True
            continue
        if meaning is None or meaning in found or (timed and not frame.timed and not _agrees(frame, meaning)):
            continue
        found.append(meaning)
    if far and not found:
        raise TooFar
    return found


def _agrees(frame: Frame, meaning: Reading) -> bool:
    """Whether a day without a time is worth asking about where the same words also say a time: "20.12", or "friday 20"."""
    if frame.dated is None or not isinstance(meaning, Asks):
        return False
    if frame.named is None:
        return any(month is not None for _, month, _ in frame.dated.options)
    return all(choice.local.weekday() == frame.named.weekday for choice in meaning.choices)


def _either(found: Sequence[Reading]) -> Asks:
    """One question for phrases that can be read in several ways."""
    choices: dict[datetime, Choice] = {}
    for one in found:
        for choice in one.choices if isinstance(one, Asks) else (Choice(one.at, one.local),):
            choices.setdefault(choice.at, choice)
    return Asks(Reason.UNCLEAR, tuple(choices[at] for at in sorted(choices))[:MOST_CHOICES])


def _stamp(found: re.Match[str], now: datetime, zone: ZoneInfo) -> Reading:
    """A moment in seconds of Unix, as Discord writes it, or in milliseconds."""
    seconds = int(found["marked"] or found["seconds"] or found["millis"]) // (1000 if found["millis"] else 1)
    if seconds > _LAST_SECOND:
        raise TooFar
    return _certain(datetime.fromtimestamp(max(seconds, 0), UTC), now, zone)


def _offset(found: re.Match[str], now: datetime, zone: ZoneInfo) -> list[Reading]:
    """A moment of ISO 8601 with its offset from UTC."""
    day, time, offset = found.groups()
    hours = offset[1:3]
    # A range of times ("19:00-21:00") is no offset: clocks are at most 12 hours behind UTC and 14 before it.
    if hours and int(hours) > (14 if offset[0] == "+" else 12):
        return []
    try:
        at = datetime.fromisoformat(f"{day}T{time}{offset.upper().replace('−', '-')}").astimezone(UTC)
    except (ValueError, OverflowError):
        return []
    return [_certain(at, now, zone)]


def _certain(at: datetime, now: datetime, zone: ZoneInfo) -> Reading:
    if at <= now:
        return Asks(Reason.PAST, _tomorrow(at, now, zone))
    if at - now > FARTHEST:
        raise TooFar
    return Read(at, at.astimezone(zone), shift(at, zone))


def _tomorrow(at: datetime, now: datetime, zone: ZoneInfo) -> tuple[Choice, ...]:
    """The next coming of a moment's time of day."""
    wall = at.astimezone(zone).time()
    for days in (0, 1):
        day = now.astimezone(zone).date() + timedelta(days=days)
        coming = datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)
        if coming > now:
            return (Choice(coming, coming.astimezone(zone)),)
    return ()
