"""Planning a screening, moving one, and asking before one is called off: nothing is made before it was read back in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import discord

from bot.domain.film import Film
from bot.domain.screening import Answer, NewScreening, Screening, going
from bot.domain.when import Asks, Read, Reading
from bot.errors import Forbidden, NotFound, SeveralFilms, UnknownFilm
from bot.services.zones import Zone
from bot.ui.answers import answer
from bot.ui.errors import called
from bot.ui.front import Interaction, content, front, locale
from bot.ui.marks import moment, plain
from bot.ui.reach import demand, speaking
from bot.ui.scheduling_items import AtButton, DraftFilm, MoveButton, OffButton, show_plan
from bot.ui.screening_changing import change_film, meant
from bot.ui.screening_front import services
from bot.ui.screening_words import when
from bot.ui.watchlist_front import guild_of
from bot.ui.when import asked, labels, told

Venue = discord.VoiceChannel | discord.StageChannel | discord.TextChannel
_MOST = 5  # moments to choose from


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody typed: when, in which zone, where, how often, and how many they hope for."""

    when: str
    timezone: str | None = None
    channel: Venue | None = None
    repeat: str | None = None
    quorum: int | None = None


async def schedule(interaction: Interaction, typed: str, plan: Plan) -> None:
    """Read a plan back in private for confirmation; where it is doubtful, ask. The interaction is deferred already."""
    guild_id, user_id = guild_of(interaction), interaction.user.id
    parent = _parent(interaction, plan.channel)
    _demand_say(interaction, parent, plan.channel)
    demand(parent, "view_channel", speaking(parent))
    reading, where = await services(interaction).times.read(plan.when, user_id, guild_id, plan.timezone)
    if isinstance(reading, Asks) and not reading.choices:
        await answer(interaction, asked(reading, plan.when, where.info, locale(interaction)))
        return
    films, doubt = await _films(interaction, typed)
    settings = await services(interaction).servers.get(guild_id)
    venue = next(
        (one for one in (plan.channel, parent) if isinstance(one, discord.VoiceChannel | discord.StageChannel)), None
    )
    first = reading.at if isinstance(reading, Read) else reading.choices[0].at
    draft = await services(interaction).screenings.propose(
        NewScreening(
            guild_id, parent.id, films[0], first, where.info.key, user_id, settings.language,
            interaction.created_at, venue_id=venue.id if venue else None, quorum=plan.quorum, repeat=plan.repeat,
        )
    )  # fmt: skip
    if doubt is None:
        await _ask(interaction, draft, reading, plan.when)
    elif isinstance(reading, Read):
        view = discord.ui.View(timeout=None)
        view.add_item(DraftFilm.made(draft, films, locale(interaction)))
        await answer(interaction, doubt, view)
    else:  # two questions at once would be one too many
        await answer(interaction, f"{doubt} {locale(interaction).get('schedule.choose_film')}")


async def _ask(interaction: Interaction, draft: Screening, reading: Reading, typed: str) -> None:
    """Show the plan for confirmation, or the moments that a phrase may mean."""
    if isinstance(reading, Read):
        await show_plan(interaction, draft, reading.at)
        return
    view, texts = discord.ui.View(timeout=None), locale(interaction)
    shown = labels(reading, interaction.created_at, texts)
    for choice, label in list(zip(reading.choices, shown, strict=True))[:_MOST]:
        view.add_item(AtButton.made(draft, choice.at, label))
    await answer(interaction, asked(reading, typed, ZoneInfo(draft.zone), texts), view)


async def _films(interaction: Interaction, typed: str) -> tuple[Sequence[Film], str | None]:
    """The film that was typed; where several may be meant, these and the question which.

    Raises UnknownFilm where none is near.
    """
    try:
        return [await services(interaction).films.resolve(typed)], None
    except (SeveralFilms, UnknownFilm) as error:
        films = error.films if isinstance(error, SeveralFilms) else error.near
        if not films:
            raise
        doubt = called(error, content(interaction))
    return films, front(interaction).presenter.sentence(doubt, locale(interaction), f"interaction={interaction.id}")


def _parent(interaction: Interaction, channel: Venue | None) -> discord.TextChannel | discord.ForumChannel | Venue:
    """The channel of the card, under which the evening's thread is made: a text channel that was chosen, or where one types."""
    if isinstance(channel, discord.TextChannel):
        return channel
    here = interaction.channel
    if isinstance(here, discord.Thread):
        here = here.parent
    if isinstance(here, discord.TextChannel | discord.VoiceChannel | discord.StageChannel):
        return here
    raise NotFound("no_place_for_screening")


def _demand_say(interaction: Interaction, parent: discord.abc.GuildChannel, venue: Venue | None) -> None:
    """Raise Forbidden("may_not_announce") where somebody could not say it themselves: Salon is no way round a permission."""
    member = interaction.user
    if not isinstance(member, discord.Member):
        return
    allowed = parent.permissions_for(member)
    if member.is_timed_out() or not (allowed.view_channel and allowed.send_messages):
        raise Forbidden("may_not_announce", channel=f"<#{parent.id}>")
    if venue is not None and not venue.permissions_for(member).view_channel:
        raise Forbidden("may_not_announce", channel=f"<#{venue.id}>")


@dataclass(frozen=True, slots=True)
class Shift:
    """What somebody typed to change a screening: which, when, in which zone, another film, and whether all that follow."""

    screening: str | None
    when: str | None = None
    timezone: str | None = None
    film: str | None = None
    series: bool = False


async def move(interaction: Interaction, shift: Shift) -> None:
    """Read another moment back for confirmation, or put another film in its place. The interaction is deferred already."""
    there, texts = await meant(interaction, shift.screening), locale(interaction)
    if shift.when is None and shift.film is None:
        await answer(interaction, texts.get("schedule.move_what"))
        return
    # Both are read before either is done: who mistypes one has changed nothing.
    read = services(interaction).times.read
    given = None if shift.when is None else await read(shift.when, interaction.user.id, there.guild_id, shift.timezone)
    if shift.film is not None:
        film = await services(interaction).films.resolve(shift.film)
        if film.id != there.film.id or given is None:
            there = await change_film(interaction, there, film)
    if shift.when is not None and given is not None:
        await _ask_move(interaction, there, shift, *given)


async def _ask_move(interaction: Interaction, there: Screening, shift: Shift, reading: Reading, where: Zone) -> None:
    """Read another moment back for confirmation, or ask which one is meant."""
    texts, typed = locale(interaction), shift.when or ""
    view = discord.ui.View(timeout=None)
    if isinstance(reading, Read):
        line = texts.get(
            "schedule.move_read_back", film=plain(there.film.label), before=when(there),
            when=told(reading.at, where.info, texts.code), shown=moment(reading.at, "F"),
        )  # fmt: skip
        label = texts.get("schedule.move")
        view.add_item(MoveButton.made(there, reading.at, where.info.key, label, series=shift.series))
        await answer(interaction, line, view)
        return
    text, shown = asked(reading, typed, where.info, texts), labels(reading, interaction.created_at, texts)
    for choice, label in list(zip(reading.choices, shown, strict=True))[:_MOST]:
        view.add_item(MoveButton.made(there, choice.at, where.info.key, label, series=shift.series))
    await answer(interaction, text, view if view.children else None)


async def ask_off(interaction: Interaction, typed: str | None, *, series: bool) -> None:
    """Ask once more before a screening is called off. The interaction is deferred already."""
    there, texts = await meant(interaction, typed), locale(interaction)
    shown = await services(interaction).screenings.shown(there.guild_id, there.id)
    view = discord.ui.View(timeout=None)
    view.add_item(OffButton.made(there, texts, series=series and there.series_id is not None))
    count = len(going(shown.rsvps, Answer.GOING, Answer.MAYBE))
    text = texts.get("schedule.really_off", n=count, film=plain(there.film.label), when=when(there))
    await answer(interaction, text, view)
