"""Screenings as a calendar file, for whoever wants them in their own calendar."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from datetime import datetime

import discord

from bot.domain.recurrence import Repeat
from bot.domain.screening import Screening, ScreeningState, Series
from bot.errors import NotFound
from bot.ui.calendar import CalendarEntry, Moved, calendar_file
from bot.ui.front import Interaction, locale
from bot.ui.marks import jump
from bot.ui.screening_changing import meant
from bot.ui.screening_front import services
from bot.ui.seeing import sees
from bot.ui.texts import Locale
from bot.ui.watchlist_front import guild_of


async def give_calendar(interaction: Interaction, typed: str | None) -> None:
    """Hand the file to the person alone: one screening with its series, or all that are ahead. Deferred already."""
    guild_id, texts = guild_of(interaction), locale(interaction)
    chosen = None if typed is None else await meant(interaction, typed)
    found = await services(interaction).screenings.with_series(guild_id, None if chosen is None else chosen.id)
    found = [(one, series, rest) for one, series, rest in found if sees(interaction, one.parent_id)]
    if not found:
        raise NotFound("no_screening")
    entries = [_entry(one, series, rest, texts) for one, series, rest in found]
    name = interaction.guild.name if interaction.guild is not None else "Salon"
    now: datetime = interaction.created_at
    data = await asyncio.to_thread(calendar_file, entries, name, now)
    file = discord.File(io.BytesIO(data), filename="screenings.ics")
    await interaction.followup.send(texts.get("screening.calendar", n=len(entries)), file=file, ephemeral=True)


def _entry(one: Screening, series: Series | None, rest: Sequence[Screening], texts: Locale) -> CalendarEntry:
    """A screening, or the series it belongs to with what was moved and called off in it."""
    first = one.starts_at if series is None else series.first
    return CalendarEntry(
        uid=f"screening-{one.id}.{one.guild_id}@salon"
        if series is None
        else f"series-{series.id}.{one.guild_id}@salon",
        sequence=one.sequence if series is None else sum(each.sequence for each in rest),
        summary=one.film.label,
        description=texts.get("screening.calendar_entry"),
        location="",
        url=jump(one.guild_id, one.parent_id, one.card),
        starts_at=first,
        minutes=one.minutes,
        zone=one.zone if series is None else series.zone,
        repeat=None if series is None else Repeat(series.repeat),
        until=None,
        cancelled=one.state is ScreeningState.CANCELLED and series is None,
        stamped=one.changed_at or one.created_at,
        moved=tuple(
            _moved(each, one.film.label, series) for each in rest if each.slot is not None and _differs(each, one)
        ),
        without=tuple(each.slot for each in rest if each.slot is not None and each.state is ScreeningState.CANCELLED),
    )


def _differs(each: Screening, one: Screening) -> bool:
    """Whether an evening of a series is not as the series has it: at another time, or with another film."""
    return each.state is not ScreeningState.CANCELLED and (each.slot != each.starts_at or each.film != one.film)


def _moved(each: Screening, label: str, series: Series | None) -> Moved:
    return Moved(
        original=each.slot or each.starts_at, starts_at=each.starts_at, sequence=each.sequence, minutes=each.minutes,
        summary=each.film.label if each.film.label != label and series is not None else None,
    )  # fmt: skip
