"""The clock of a film that people watch together: where it stands at any moment, derived from what people did.

Deeds are kept in the order in which they were decided. One may lie ahead (the common moment to press play); whatever is
decided before it comes true takes its place. Positions are seconds from the film's beginning.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import BadInput, Conflict

AWAY = 0
"""Who did it when nobody did (a film that was over by itself), or when it is forgotten who."""


class DeedKind(StrEnum):
    """What somebody does to the clock. A break is a pause that was called as an intermission."""

    START = "start"
    PAUSE = "pause"
    BREAK = "break"
    RESUME = "resume"
    SEEK = "seek"
    END = "end"


class ClockState(StrEnum):
    """Where the evening stands: not begun, counting down to a common moment, playing, paused, or over."""

    IDLE = "idle"
    READY = "ready"
    PLAYING = "playing"
    PAUSED = "paused"
    OVER = "over"


RUNS = frozenset({DeedKind.START, DeedKind.RESUME})
"""What makes the film run, from its moment on."""
STANDS = frozenset({DeedKind.PAUSE, DeedKind.BREAK})
"""What makes it stand."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done at a moment: the film's ``position`` from then on, and by whom (``AWAY``: nobody known).

    ``until`` is when an intermission is meant to end.
    """

    at: datetime
    kind: DeedKind
    position: float
    by: int
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """A time in which the film stood at ``position``; ``until`` None: it still does."""

    position: float
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class _Stretch:
    at: datetime
    position: float
    state: ClockState

    def at_moment(self, moment: datetime) -> float:
        runs = self.state is ClockState.PLAYING
        return self.position + max(0.0, (moment - self.at).total_seconds()) * runs


@dataclass(frozen=True, slots=True)
class FilmClock:
    """The clock of one film; ``runtime`` in seconds, None where nobody knows it."""

    deeds: tuple[Deed, ...] = ()
    runtime: float | None = None
    _stretches: tuple[_Stretch, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        """Lay the deeds out in time, once."""
        object.__setattr__(self, "_stretches", tuple(_laid_out(self.deeds)))

    # --- asking about it ---

    def state(self, at: datetime) -> ClockState:
        """Where the evening stands at a moment."""
        if not self._stretches:
            return ClockState.IDLE
        if self.begins_at(at) is not None:
            return ClockState.READY
        now = self._current(at) or self._stretches[0]
        return ClockState.OVER if self._ran_out(now, at) else now.state

    def begins_at(self, at: datetime) -> datetime | None:
        """The common moment that is still ahead at ``at``."""
        last = self._stretches[-1] if self._stretches else None
        return last.at if last is not None and last.at > at and last.state is ClockState.PLAYING else None

    def position(self, at: datetime) -> float:
        """The film's position at a moment; its beginning before it has begun."""
        if not self._stretches:
            return 0.0
        now = self._current(at) or self._stretches[0]
        return min(now.at_moment(at), self.runtime if self.runtime is not None else math.inf)

    def film_time(self, at: datetime) -> float | None:
        """To which position what was said at a moment belongs; None before the film and after it.

        What is said while the film stands belongs to the position where it stands.
        """
        now = self._current(at)
        if now is None or now.state is ClockState.OVER or self._ran_out(now, at):
            return None
        return now.at_moment(at)

    def over_at(self) -> datetime | None:
        """When the film is over, or was; None while it stands, has not begun, or nobody knows how long it is."""
        last = self._stretches[-1] if self._stretches else None
        if last is None or last.state is ClockState.PAUSED:
            return None
        if last.state is ClockState.OVER:
            return last.at
        return None if self.runtime is None else last.at + timedelta(seconds=max(0.0, self.runtime - last.position))

    def left(self, at: datetime) -> float | None:
        """Seconds of film that are left at a moment; None where nobody knows how long it is."""
        return None if self.runtime is None else max(0.0, self.runtime - self.position(at))

    def rests(self) -> Sequence[Rest]:
        """The times in which the film stood, in their order."""
        found = list[Rest]()
        for place, one in enumerate(self._stretches):
            if one.state is not ClockState.PAUSED:
                continue
            after = self._stretches[place + 1].at if place + 1 < len(self._stretches) else None
            if found and found[-1].until == one.at and found[-1].position == one.position:
                found[-1] = replace(found[-1], until=after)  # a pause that became an intermission
            else:
                found.append(Rest(one.position, one.at, after))
        return found

    def _current(self, at: datetime) -> _Stretch | None:
        return next((one for one in reversed(self._stretches) if one.at <= at), None)

    def _ran_out(self, now: _Stretch, at: datetime) -> bool:
        runs = now.state is ClockState.PLAYING and self.runtime is not None
        return runs and self.runtime is not None and now.at_moment(at) >= self.runtime

    # --- changing it ---

    def applied(self, deed: Deed) -> FilmClock:
        """The clock after a deed."""
        return replace(self, deeds=(*self.deeds, deed))

    def start(self, moment: datetime, now: datetime, by: int, position: float | None = None) -> Deed:
        """Begin at a common moment. After an end that came too early it goes on from there. Raises Conflict or BadInput."""
        state = self.state(now)
        if state is ClockState.PAUSED:
            raise Conflict("clock_paused")
        if state not in {ClockState.IDLE, ClockState.OVER}:
            raise Conflict("clock_running")
        again = self.position(now)
        from_there = 0.0 if self.runtime is not None and again >= self.runtime else again
        return Deed(moment, DeedKind.START, self._within(from_there if position is None else position), by)

    def pause(self, now: datetime, by: int) -> Deed:
        """Let the film stand. Raises Conflict("clock_not_started", "clock_paused_already" or "clock_over")."""
        if self._underway(now) is ClockState.PAUSED:
            raise Conflict("clock_paused_already")
        return Deed(now, DeedKind.PAUSE, self.position(now), by)

    def intermission(self, now: datetime, by: int, until: datetime | None) -> Deed:
        """Let the film stand for an intermission; a pause becomes one. Raises Conflict as ``pause`` does."""
        self._underway(now)
        return Deed(now, DeedKind.BREAK, self.position(now), by, until)

    def resume(self, moment: datetime, now: datetime, by: int) -> Deed:
        """Go on at a common moment. Raises Conflict("clock_not_started", "clock_running" or "clock_over")."""
        if self._underway(now) is not ClockState.PAUSED:
            raise Conflict("clock_running")
        return Deed(moment, DeedKind.RESUME, self.position(now), by)

    def seek(self, position: float, now: datetime, by: int) -> Deed:
        """Set the position; what runs runs on from there. Raises Conflict, or BadInput("position_beyond")."""
        if self.state(now) is ClockState.IDLE:
            raise Conflict("clock_not_started")
        if self.deeds[-1].kind is DeedKind.END:
            raise Conflict("clock_over")
        return Deed(now, DeedKind.SEEK, self._within(position), by)

    def end(self, now: datetime, by: int) -> Deed:
        """The film is over, whatever its runtime says. Raises Conflict("clock_over") where that was said already."""
        if self.deeds and self.deeds[-1].kind is DeedKind.END:
            raise Conflict("clock_over")
        return Deed(now, DeedKind.END, self.position(now), by)

    def _underway(self, now: datetime) -> ClockState:
        state = self.state(now)
        if state is ClockState.IDLE:
            raise Conflict("clock_not_started")
        if state is ClockState.OVER:
            raise Conflict("clock_over")
        return state

    def _within(self, position: float) -> float:
        if self.runtime is not None and position > self.runtime:
            raise BadInput("position_beyond", minutes=math.ceil(self.runtime / 60))
        return max(0.0, position)


def _laid_out(deeds: Sequence[Deed]) -> list[_Stretch]:
    """What holds from when on: a deed takes the place of what had not come true when it was done."""
    found: list[_Stretch] = []
    for deed in deeds:
        pending = found.pop() if found and found[-1].at > deed.at else None
        state = _state_after(deed, found)
        if state is not None:
            found.append(_Stretch(deed.at, deed.position, state))
        if deed.kind is DeedKind.SEEK and pending is not None:
            found.append(replace(pending, position=deed.position))
    return found


def _state_after(deed: Deed, before: Sequence[_Stretch]) -> ClockState | None:
    """What holds after a deed; None for a seek before anything has begun."""
    if deed.kind is DeedKind.SEEK:
        return before[-1].state if before else None
    if deed.kind in RUNS:
        return ClockState.PLAYING
    return ClockState.PAUSED if deed.kind in STANDS else ClockState.OVER
