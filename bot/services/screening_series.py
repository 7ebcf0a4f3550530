"""Series of screenings: the next one is planned when the one before it begins or is called off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.recurrence import Repeat, next_after
from bot.domain.screening import NewScreening, Screening, ScreeningState
from bot.ports import UnitOfWork


async def next_of(uow: UnitOfWork, screening: Screening, now: datetime) -> Screening | None:
    """Plan the screening that follows in its series, and return it; None where none does, or it is planned already."""
    series = await uow.screenings.series(screening.series_id) if screening.series_id is not None else None
    if series is None or series.ended:
        return None
    zone = ZoneInfo(series.zone)
    after = max(now, *(one.slot or one.starts_at for one in await uow.screenings.of_series(series.id)))
    slot = next_after(series.first.astimezone(zone), zone, Repeat(series.repeat), after)
    if any(one.ahead for one in await uow.screenings.of_series(series.id) if one.id != screening.id):
        return None
    return await uow.screenings.add(
        NewScreening(
            screening.guild_id, screening.parent_id, screening.film, slot, series.zone, screening.organiser,
            screening.language, now, venue_id=screening.venue_id, quorum=screening.quorum, repeat=series.repeat,
            series_id=series.id, slot=slot, state=ScreeningState.PLANNED,
        )
    )  # fmt: skip


async def follow_move(uow: UnitOfWork, screening: Screening) -> None:
    """Let a series go on from where one of its screenings was moved to."""
    series = await uow.screenings.series(screening.series_id) if screening.series_id is not None else None
    if series is None:
        return
    await uow.screenings.save_series(replace(series, first=screening.starts_at, zone=screening.zone))
    for other in await uow.screenings.of_series(series.id):
        if (
            other.id != screening.id and other.slot == screening.starts_at
        ):  # called off there, or watched at another time
            await uow.screenings.save(replace(other, slot=None))
    moved = await uow.screenings.get(screening.id)
    if moved is not None:
        await uow.screenings.save(replace(moved, slot=screening.starts_at))
