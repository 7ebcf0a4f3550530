"""`/theme map`: pictures of a server's themes, and of one film's over its evenings, drawn off the event loop."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import discord
from babel.dates import format_date

from bot.domain.film import Film, FilmId
from bot.domain.theme_talk import constellation, evening, summed
from bot.domain.titles import folded_title
from bot.errors import NotFound, SeveralFilms
from bot.ui.answers import take_back, thinking
from bot.ui.completion import Choice, film_choices, plainly
from bot.ui.front import Interaction, content, front
from bot.ui.limits import cut
from bot.ui.theme_alt import LIMIT, constellation_alt, evening_alt
from bot.ui.theme_front import seen_by, seen_by_everybody, services
from bot.ui.watchlist_front import for_everyone, guild_of

_EVENINGS = 3


async def show_map(interaction: Interaction, weeks: int | None) -> None:
    """Answer for everyone with the constellation of what everyone here can read. Raises NotFound where there is nothing."""
    await thinking(interaction, private=False)
    guild_id, (texts, told) = guild_of(interaction), await for_everyone(interaction)
    themes = services(interaction).themes
    rows = await themes.talked(guild_id, seen_by_everybody(interaction), weeks)
    names = await themes.known(guild_id, told.language)
    sky = constellation(summed(replace(row, film=told.told(row.film)) for row in rows), names, weeks)
    if not sky.stars:
        await take_back(interaction)
        raise NotFound("no_themes_yet" if weeks is None else "no_themes_lately")
    groups = {star.group: texts.get(f"map.group.{star.group}") for star in sky.stars}
    from bot.ui.pictures.constellation import draw  # noqa: PLC0415  # heavy, and rarely asked for

    picture = await asyncio.to_thread(draw, sky, groups, texts)
    await _show(interaction, picture, constellation_alt(sky, groups, texts))


async def show_evenings(interaction: Interaction, typed: str, weeks: int | None) -> None:
    """Answer for everyone with a film's themes over its newest evenings. Raises NotFound where there are none."""
    await thinking(interaction, private=False)
    guild_id, (texts, told) = guild_of(interaction), await for_everyone(interaction)
    themes, sees = services(interaction).themes, seen_by_everybody(interaction)
    films = {row.film.id: row.film for row in await themes.talked(guild_id, sees, weeks)}
    film = await _meant(interaction, typed, films)
    if film is None:
        await take_back(interaction)
        raise NotFound("no_themes_of_film", title=cut(typed, 80))
    talks = await themes.evenings(guild_id, film.id, sees, _EVENINGS, weeks)
    names = await themes.known(guild_id, told.language)
    zone = ZoneInfo((await front(interaction).services.servers.get(guild_id)).timezone)
    dated = [(talk, _dated(talk.salon.opened_at, zone, texts.code)) for talk in talks]
    shown = [evening(told.told(film).label, date, talk.turns, talk.tags, names) for talk, date in dated]
    from bot.ui.pictures.evening import draw  # noqa: PLC0415  # heavy, and rarely asked for

    picture = await asyncio.to_thread(draw, shown, texts)
    await _show(interaction, picture, evening_alt(shown, texts))


async def talked_films(interaction: Interaction, typed: str) -> list[Choice]:
    """Choices among the films that this server has talked about."""
    films = await services(interaction).themes.films(guild_of(interaction), seen_by(interaction))
    wanted, called = plainly(typed), content(interaction)
    found = [film for film in films if any(wanted in plainly(t) for t in (*film.titles, called.told(film).title))]
    return film_choices(found, called)


async def _meant(interaction: Interaction, typed: str, films: Mapping[FilmId, Film]) -> Film | None:
    """Which of the films talked about is meant; None where it is none of them."""
    if (film := films.get(FilmId(typed))) is not None:
        return film
    wanted = folded_title(typed)
    if here := [film for film in films.values() if wanted in map(folded_title, (film.label, *film.titles))]:
        return here[0]
    try:
        at_hand = await front(interaction).services.films.at_hand(typed)
    except SeveralFilms as several:
        return next((films[one.id] for one in several.films if one.id in films), None)
    return films.get(at_hand.id) if at_hand is not None else None


def _dated(at: datetime, zone: ZoneInfo, code: str) -> str:
    return format_date(at.astimezone(zone).date(), format="long", locale=code)


async def _show(interaction: Interaction, picture: bytes, words: str) -> None:
    """Show a picture, whose words are read to who cannot see it."""
    file = discord.File(io.BytesIO(picture), filename="themes.png", description=cut(words, LIMIT))
    await interaction.followup.send(file=file)
