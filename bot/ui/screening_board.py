"""Screenings on Discord: the card that announces one, and Discord's own scheduled event. Adapter of ``ScreeningBoard``."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from typing import Any

import discord
from discord import EntityType, EventStatus

from bot.domain.screening import Screening, ScreeningState
from bot.errors import Conflict, Forbidden, Gone, Unavailable
from bot.ports.screenings import EventSeen, Shown
from bot.ui import reach
from bot.ui.limits import NONCE, cut
from bot.ui.own_posts import framed, own_post
from bot.ui.screening_card import mark, screening_card
from bot.ui.texts import Texts

_log = logging.getLogger(__name__)
_NONE = discord.AllowedMentions.none()
_LOOK_BACK = 200  # messages in which a card is looked for
_NAME = 100  # characters of an event's name and place
_FULL = 30038  # a server has a hundred events at most


class DiscordScreenings:
    """Posts cards and keeps events. Mentions nobody; every failure is a Gone, Forbidden, Conflict or Unavailable."""

    def __init__(self, client: discord.Client, texts: Texts) -> None:
        self._client = client
        self._texts = texts

    # --- the card ---

    async def post(self, shown: Shown, nonce: str) -> int:
        """Post the card and return its message id."""
        channel = await reach.talk(self._client, shown.screening.parent_id)
        reach.demand(channel, "view_channel", reach.speaking(channel))
        page = screening_card(shown, self._texts(shown.screening.language))
        with reach.discord_refusals(reach.speaking(channel)):
            return (await channel.send(view=page, nonce=nonce[:NONCE], allowed_mentions=_NONE)).id

    async def find(self, screening: Screening) -> int | None:
        """The card where it stands already: a message of ours whose frame is marked so."""
        channel = await reach.talk(self._client, screening.parent_id)
        since = screening.changed_at or screening.created_at
        return await own_post(self._client, channel, since, framed(mark(screening)), limit=_LOOK_BACK)

    async def redraw(self, shown: Shown) -> None:
        """Show the card as it is now; one that is gone stays gone."""
        screening = shown.screening
        if screening.card is None:
            return
        try:
            channel = await reach.talk(self._client, screening.parent_id)
            await reach.awake(channel)
            page = screening_card(shown, self._texts(screening.language))
            with reach.discord_refusals(reach.speaking(channel)):
                await channel.get_partial_message(screening.card).edit(view=page, allowed_mentions=_NONE)
        except Gone:
            _log.info("event=screening_card_gone screening=%s", screening.id)

    # --- the event ---

    async def make_event(self, screening: Screening, known: Collection[int]) -> int:
        """Make Discord's scheduled event, or find the one made before; ``known`` are those of other screenings.

        Raises Forbidden or Conflict("events_full").
        """
        guild = self._guild(screening)
        reach_events(guild)
        if screening.venue_id is None and not shows_to_all(guild, screening.parent_id):
            raise Forbidden("event_for_all")
        wanted = self._event(guild, screening)
        with reach.discord_refusals("create_events"):
            for event in await guild.fetch_scheduled_events(with_counts=False):
                same = event.name == wanted["name"] and event.start_time == screening.starts_at
                ours = event.creator_id == self._me and event.id not in known
                if same and ours and event.status is EventStatus.scheduled:
                    return event.id
            try:
                made = await guild.create_scheduled_event(**wanted, privacy_level=discord.PrivacyLevel.guild_only)
            except discord.HTTPException as error:
                if error.code == _FULL:
                    raise Conflict("events_full") from error
                raise
        return made.id

    async def follow_event(self, screening: Screening) -> None:
        """Bring Discord's event to where the screening stands. Raises Gone where it is not there any more."""
        guild = self._guild(screening)
        event = await self._fetched(guild, screening)
        with reach.discord_refusals("create_events"):
            if screening.state is ScreeningState.PLANNED:
                if event.status is EventStatus.scheduled:
                    await event.edit(**self._event(guild, screening))
            elif event.status is EventStatus.scheduled:
                if screening.state is ScreeningState.BEGUN:
                    event = await event.start()
                else:  # called off, or nobody was there to begin it
                    await event.cancel()
            if screening.state is not ScreeningState.BEGUN and event.status is EventStatus.active:
                await event.end()

    async def event(self, screening: Screening) -> EventSeen | None:
        """Discord's event as it is now; None where it is cancelled or gone. Raises Gone where the server is."""
        guild = self._guild(screening)  # a server that is gone says nothing of its events
        try:
            event = await self._fetched(guild, screening)
        except Gone:
            return None
        return seen_of(event)

    async def interested(self, screening: Screening) -> Sequence[int]:
        """Who is interested in Discord's event, Salon itself left out."""
        event = await self._fetched(self._guild(screening), screening)
        with reach.discord_refusals():
            return [user.id async for user in event.users() if user.id != self._me]

    async def _fetched(self, guild: discord.Guild, screening: Screening) -> discord.ScheduledEvent:
        if screening.event_id is None:
            raise Gone()
        with reach.discord_refusals():
            try:
                return await guild.fetch_scheduled_event(screening.event_id, with_counts=False)
            except discord.NotFound:
                raise Gone() from None

    def _event(self, guild: discord.Guild, screening: Screening) -> dict[str, Any]:
        """What Discord is told of a screening."""
        texts = self._texts(screening.language)
        venue = guild.get_channel(screening.venue_id) if screening.venue_id is not None else None
        given: dict[str, Any] = {
            "name": cut(" ".join(screening.film.label.split()), _NAME),
            "description": texts.get("screening.event", channel=f"<#{screening.parent_id}>"),
            "start_time": screening.starts_at,
            "end_time": screening.ends_at,
        }
        if isinstance(venue, discord.VoiceChannel):
            return given | {"entity_type": EntityType.voice, "channel": venue}
        if isinstance(venue, discord.StageChannel):
            return given | {"entity_type": EntityType.stage_instance, "channel": venue}
        here = guild.get_channel_or_thread(screening.parent_id)
        place = f"#{here.name}" if here is not None else guild.name
        return given | {"entity_type": EntityType.external, "location": cut(place, _NAME)}

    def _guild(self, screening: Screening) -> discord.Guild:
        guild = self._client.get_guild(screening.guild_id)
        if guild is None:
            raise Gone()
        if guild.unavailable:
            raise Unavailable("discord_away")
        return guild

    @property
    def _me(self) -> int:
        return self._client.user.id if self._client.user else 0


def seen_of(event: discord.ScheduledEvent) -> EventSeen | None:
    """What is to be known of an event; None for one that is cancelled."""
    if event.status is EventStatus.cancelled:
        return None
    return EventSeen(event.start_time, event.channel_id, event.status is EventStatus.active)


def shows_to_all(guild: discord.Guild, channel_id: int) -> bool:
    """Whether everyone on a server sees a channel: everyone sees an event that is in no voice or stage channel."""
    channel = guild.get_channel(channel_id)
    return channel is not None and channel.permissions_for(guild.default_role).view_channel


def reach_events(guild: discord.Guild) -> None:
    """Raise Forbidden where Salon may not make events on a server."""
    allowed = guild.me.guild_permissions
    if not (allowed.create_events or allowed.manage_events):
        raise reach.lacking("create_events")
