"""`/party clock` and the words about a film's clock: notes in the thread, and private answers to who asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, cast

import discord

from bot.domain.film_clock import AWAY, ClockState, Deed, DeedKind
from bot.domain.film_position import shown_position
from bot.domain.salon import Salon, SalonState
from bot.errors import BadInput, NotFound
from bot.ports import ClockNote
from bot.services.film_clocks import FilmClocks, Standing
from bot.ui.answers import answer
from bot.ui.front import Interaction, content, front, locale
from bot.ui.marks import moment, plain
from bot.ui.texts import Locale
from bot.ui.whatif_front import demand_voice


class ClockServices(Protocol):
    """The service behind clocks."""

    @property
    def film_clocks(self) -> FilmClocks: ...  # noqa: D102  # named by its type


def clocks(interaction: Interaction) -> FilmClocks:
    """The clocks of the bot an interaction belongs to."""
    return cast(ClockServices, front(interaction).services).film_clocks


async def film_clock(
    interaction: Interaction, action: str, position: str | None = None, minutes: int | None = None
) -> None:
    """Do what the command says, or show where the film stands. The interaction is deferred already."""
    if interaction.channel_id is None:
        raise NotFound("no_salon_here")
    if position is not None and action not in {"start", "seek"}:
        raise BadInput("position_without_seek")
    if minutes is not None and action != "intermission":
        raise BadInput("minutes_without_intermission")
    if action == "show":
        standing = await clocks(interaction).where(interaction.channel_id)
        await answer(interaction, standing_text(standing, _film(interaction, standing.salon), locale(interaction)))
        return
    demand_voice(interaction)
    standing = await _do(interaction, interaction.channel_id, action, position, minutes)
    at = shown_position(standing.clock.position(standing.now))
    await answer(interaction, locale(interaction).get(f"clock.done_{action}", at=at))


async def _do(
    interaction: Interaction, channel_id: int, action: str, position: str | None, minutes: int | None
) -> Standing:
    service, by = clocks(interaction), interaction.user.id
    if action == "start":
        return await service.begin(channel_id, by, position)
    if action == "seek":
        if position is None:
            raise BadInput("position_missing")
        return await service.seek(channel_id, by, position)
    if action == "intermission":
        return await service.intermission(channel_id, by, minutes)
    plainly: Mapping[str, Callable[[int, int], Awaitable[Standing]]] = {
        "pause": service.pause, "resume": service.resume, "end": service.end
    }  # fmt: skip
    return await plainly[action](channel_id, by)


async def show_film_time(interaction: Interaction, message: discord.Message) -> None:
    """Say at which position of the film a message was written. The interaction is deferred already."""
    standing, position = await clocks(interaction).film_time(message.channel.id, message.created_at)
    texts, film = locale(interaction), _film(interaction, standing.salon)
    if position is None:
        await answer(interaction, texts.get("clock.not_during", film=film))
    else:
        await answer(interaction, texts.get("clock.film_time", film=film, at=shown_position(position)))


def _film(interaction: Interaction, salon: Salon) -> str:
    return plain(content(interaction).told(salon.film).label)


def standing_text(standing: Standing, film: str, texts: Locale) -> str:
    """Where a film stands, how much of it is left, and who stopped it; ``film`` is safe to show."""
    clock, now, last = standing.clock, standing.now, standing.last
    at = shown_position(clock.position(now))
    if last is None:
        key = "clock.not_begun" if standing.salon.state is SalonState.WATCHING else "clock.no_film"
        return texts.get(key, film=film)
    state = standing.state
    if state is ClockState.READY:
        begins = clock.begins_at(now) or now
        return texts.get("clock.ready", film=film, at=at, when=moment(begins), time=moment(begins, "T"))
    if state is ClockState.OVER:
        return texts.get("clock.over", film=film)
    if state is ClockState.PLAYING:
        said = texts.get("clock.playing", film=film, at=at)
    else:
        stopped = next(d for d in reversed(clock.deeds) if d.kind in {DeedKind.PAUSE, DeedKind.BREAK})
        said = texts.get("clock.paused", film=film, at=at, name=who(stopped, texts), when=moment(stopped.at))
    left = clock.left(now)
    if left is None:
        return f"{said} {texts.get('clock.no_runtime')}"
    return f"{said} {texts.get('clock.left', n=max(1, round(left / 60)))}"


def who(deed: Deed, texts: Locale) -> str:
    """Who did it, as Discord shows people; nobody is notified."""
    return texts.get("clock.somebody") if deed.by == AWAY else f"<@{deed.by}>"


def note_text(note: ClockNote, salon: Salon, texts: Locale) -> str:
    """What the thread is told of a deed, as it stands at the note's moment."""
    deed = note.deed
    ahead = deed.at > note.now and not note.over
    values = {
        "film": plain(salon.film.label), "name": who(deed, texts), "at": shown_position(deed.position),
        "when": moment(deed.at), "time": moment(deed.at, "T"),
    }  # fmt: skip
    kind = deed.kind.value
    if deed.kind is DeedKind.START and note.over and deed.at > note.now:
        return texts.get("clock.start_off", **values)
    if deed.kind in {DeedKind.START, DeedKind.RESUME}:
        return texts.get(f"clock.{kind}_{'soon' if ahead else 'done'}", **values)
    if deed.kind is DeedKind.BREAK:
        head = texts.get("clock.break", **values)
        if deed.until is None:
            return f"{head}\n{texts.get('clock.break_open')}"
        return f"{head}\n{texts.get('clock.break_until', when=moment(deed.until), time=moment(deed.until, 't'))}"
    return texts.get(f"clock.{kind}", **values)


def over_about(note: ClockNote, texts: Locale) -> str:
    """When the film is over if nobody stops it; "" where that is not known or not to come."""
    over = note.clock.over_at()
    runs = note.deed.kind in {DeedKind.START, DeedKind.RESUME} and note.newest and not note.over
    return texts.get("clock.over_about", time=moment(over, "t")) if over is not None and runs else ""
