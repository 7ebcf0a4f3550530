"""The buttons below the newest note of a clock: where the film stands, and pause or go on."""

from __future__ import annotations

from typing import Any

import discord

from bot.domain.film_clock import ClockState, DeedKind
from bot.domain.salon import Salon
from bot.domain.turn import SalonId
from bot.errors import Conflict, NotFound
from bot.ports import ClockNote
from bot.ui.answers import answer, thinking
from bot.ui.cards import Page
from bot.ui.film_clock import clocks, note_text, over_about, standing_text
from bot.ui.front import Interaction, content, locale
from bot.ui.items import SalonItem
from bot.ui.marks import plain
from bot.ui.texts import Locale
from bot.ui.whatif_front import demand_voice


class ClockButton(SalonItem, template=r"v1:clock:(?P<do>where|pause|resume):(?P<salon>\d{1,18}):(?P<number>\d{1,6})"):
    """Shows where the film stands, pauses it, or lets it go on."""

    @classmethod
    def made(cls, do: str, salon_id: SalonId, number: int, texts: Locale) -> ClockButton:
        """A button below the note of that number."""
        style = discord.ButtonStyle.secondary if do == "where" else discord.ButtonStyle.primary
        label, custom_id = texts.get(f"clock.{do}_button"), f"v1:clock:{do}:{salon_id}:{number}"
        return cls(discord.ui.Button[Any](label=label, style=style, custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Do it. Whoever pauses is named by the note that follows, so nothing else needs saying."""
        service = clocks(interaction)
        if interaction.channel_id is None:
            raise NotFound("no_salon_here")
        if self.said["do"] == "where":
            await thinking(interaction)
            standing = await service.where(interaction.channel_id)
            film = plain(content(interaction).told(standing.salon.film).label)
            await answer(interaction, standing_text(standing, film, locale(interaction)))
            return
        demand_voice(interaction)
        await interaction.response.defer()
        if (await service.where(interaction.channel_id)).salon.id != int(self.said["salon"]):
            raise Conflict("clock_over")  # a note of an earlier salon in the same place
        act = service.pause if self.said["do"] == "pause" else service.resume
        await act(interaction.channel_id, interaction.user.id)


def note_page(note: ClockNote, salon: Salon, texts: Locale, *, posting: bool = False) -> Page:
    """A note with the buttons that go with where the film stands; an older one has none.

    Whatever is being posted has one, by which it is found again if nobody could note where it went.
    """
    lines = [note_text(note, salon, texts), over_about(note, texts)]
    parts: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(line for line in lines if line))]
    if note.newest and not note.over and note.deed.kind is not DeedKind.END:
        stands = note.clock.state(note.now) is ClockState.PAUSED
        row = ("where", "resume" if stands else "pause")
        parts.append(discord.ui.ActionRow(*(ClockButton.made(do, salon.id, note.number, texts) for do in row)))
    elif posting:
        parts.append(discord.ui.ActionRow(ClockButton.made("where", salon.id, note.number, texts)))
    return Page(*parts)


def marked(salon_id: SalonId, number: int) -> str:
    """The custom id by which a note is found again."""
    return f"v1:clock:where:{salon_id}:{number}"


CLOCK_ITEMS = (ClockButton,)
"""The buttons of clocks that work after a restart."""
