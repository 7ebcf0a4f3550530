"""The picture that a long evening leaves in its record: how the talk and its themes went over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from bot.domain.moments import Moments
from bot.domain.salon import Salon
from bot.domain.theme import Tag, Theme, Verdict
from bot.domain.theme_map import Evening
from bot.domain.theme_talk import evening
from bot.domain.turn import Turn

LONG_TURNS, LONG_MINUTES = 40, 60.0
"""Turns of people, or minutes of their talk, from which an evening is long."""
_CLEAR = 2  # turns from which a theme has a course to show
_THEMES = 2  # such themes that make a picture worth looking at


@dataclass(frozen=True, slots=True)
class Timeline:
    """An evening to be drawn. Its ``date`` is empty: ``day`` is the day it began on, for whoever writes it.

    ``evening`` is None where the talk is not worth a picture; ``film`` is what was written while the film was on.
    """

    evening: Evening | None
    day: date
    film: Moments | None = None


def timeline(
    salon: Salon,
    turns: Sequence[Turn],
    tags: Sequence[Tag],
    said: Mapping[str, Verdict],
    known: Mapping[str, Theme],
    zone: tzinfo,
) -> Timeline | None:
    """The picture of an evening; None where it was short, or spoke clearly of fewer than two themes.

    ``said`` is what the server says of the film's themes: rejected ones are not drawn. ``zone`` is the server's.
    """
    kept = [tag for tag in tags if said.get(tag.theme) is not Verdict.REJECTED]
    drawn = evening(salon.film.label, "", turns, kept, known)
    talk = max(drawn.talk, default=0.0)
    clear = sum(len(strand.moments) >= _CLEAR for strand in drawn.strands)
    if clear < _THEMES or (len(drawn.talk) < LONG_TURNS and talk < LONG_MINUTES):
        return None
    return Timeline(drawn, salon.opened_at.astimezone(zone).date())


def with_film(made: Timeline | None, found: Moments | None, salon: Salon, zone: tzinfo) -> Timeline | None:
    """The pictures of an evening with that of its film, which needs a peak to be worth one."""
    if found is None or not found.peaks:
        return made
    if made is None:
        return Timeline(None, salon.opened_at.astimezone(zone).date(), found)
    return replace(made, film=found)
