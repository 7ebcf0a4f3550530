"""Opening a salon from a command or a button: where it goes, and the answer to whoever opened it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import discord

from bot.domain.film import Film
from bot.domain.salon import Salon
from bot.domain.spoiler import EVERYTHING, HALF, NOTHING
from bot.errors import NotFound
from bot.ui.answers import answer
from bot.ui.front import Interaction, content, front, locale
from bot.ui.marks import plain

HORIZONS = {"all": EVERYTHING, "half": HALF, "none": NOTHING}


@dataclass(frozen=True, slots=True)
class Wish:
    """How a salon is to be: ``spoilers`` is a key of HORIZONS; ``code`` is the wish inside a custom id."""

    lens: str | None = None
    spoilers: str = "all"
    language: str | None = None

    @property
    def code(self) -> str:
        """Lens, spoilers and language with colons between, "-" for none."""
        return f"{self.lens or '-'}:{self.spoilers}:{self.language or '-'}"

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Wish:
        """The wish of a custom id's named groups."""
        return cls(_given(said["lens"]), said["spoilers"], _given(said["language"]))


def _given(text: str) -> str | None:
    return None if text == "-" else text


async def open_salon(interaction: Interaction, film: Film, wish: Wish) -> None:
    """Open it and answer privately with a link. The interaction is deferred already."""
    guild_id, parent_id = await _where(interaction)
    salon = await front(interaction).services.salons.start(
        guild_id=guild_id,
        parent_id=parent_id,
        film=film,
        opened_by=interaction.user.id,
        lens=wish.lens,
        horizon=HORIZONS[wish.spoilers],
        language=wish.language,
    )
    await answer(interaction, _opened(interaction, salon, content(interaction).told(film)))


async def open_once(interaction: Interaction, film: Film, place: int | None = None) -> None:
    """The same from a button that stands there for everybody: where one on the film goes on already, it says where.

    ``place`` is the channel in which it opens, if the person can write there. Raises Conflict("already_open").
    """
    guild_id, parent_id = await _where(interaction)
    salon = await front(interaction).services.salons.start_alone(
        guild_id=guild_id,
        parent_id=place if place is not None and _writes(interaction, place) else parent_id,
        film=film,
        opened_by=interaction.user.id,
        horizon=HORIZONS[Wish().spoilers],
    )
    await answer(interaction, _opened(interaction, salon, content(interaction).told(film)))


async def _where(interaction: Interaction) -> tuple[int, int]:
    """The server, and the channel where a salon opens that is asked for here. Raises NotFound("server_only")."""
    if interaction.guild_id is None or interaction.channel_id is None:
        raise NotFound("server_only")
    settings = await front(interaction).services.servers.get(interaction.guild_id)
    return interaction.guild_id, _parent(interaction, settings.salon_channel) or interaction.channel_id


def _writes(interaction: Interaction, channel_id: int) -> bool:
    """Whether it is a channel, still there, whose threads the person who acts can write in."""
    channel = interaction.guild.get_channel(channel_id) if interaction.guild is not None else None
    if not isinstance(channel, discord.TextChannel | discord.ForumChannel) or not isinstance(
        interaction.user, discord.Member
    ):
        return False
    granted = channel.permissions_for(interaction.user)
    return granted.view_channel and granted.send_messages_in_threads


def _parent(interaction: Interaction, chosen: int | None) -> int | None:
    """The server's salon channel, unless it is gone or the command was typed in a thread or beside a voice channel."""
    here = interaction.channel
    if isinstance(here, discord.Thread | discord.VoiceChannel | discord.StageChannel):
        return here.id
    if chosen is not None and interaction.guild is not None and interaction.guild.get_channel(chosen) is not None:
        return chosen
    return interaction.channel_id


def _opened(interaction: Interaction, salon: Salon, called: Film) -> str:
    """Where the salon is; its film under the name that whoever opened it reads, whatever the evening calls it."""
    texts = locale(interaction)
    film = plain(called.label)
    if salon.channel_id is None:
        return texts.get("salon.opening", film=film)
    if salon.channel_id == interaction.channel_id:
        return texts.get("salon.opened_here", film=film)
    if salon.parent_id != interaction.channel_id:
        return texts.get(
            "salon.opened_elsewhere", film=film, place=f"<#{salon.channel_id}>", parent=f"<#{salon.parent_id}>"
        )
    return texts.get("salon.opened", film=film, place=f"<#{salon.channel_id}>")
