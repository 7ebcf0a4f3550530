"""The button that takes a change of a watchlist back, and what is said then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord

from bot.domain.watchlist import ChangeId, Deed, Undone
from bot.ui.front import Interaction, content, locale
from bot.ui.items import SalonItem
from bot.ui.marks import plain
from bot.ui.texts import Locale
from bot.ui.watchlist_front import guild_of, list_name, manages, services


class UndoButton(SalonItem, template=r"v1:wl:undo:(?P<change>\d{1,18})"):
    """Takes one change back."""

    @classmethod
    def made(cls, change_id: ChangeId, texts: Locale) -> UndoButton:
        """A button for that change."""
        label = texts.get("watchlist.undo")
        return cls(discord.ui.Button[Any](label=label, custom_id=f"v1:wl:undo:{change_id}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Take it back and say so in the place of what was said before."""
        await interaction.response.defer()
        undone = await services(interaction).watchlists.undo(
            ChangeId(int(self.said["change"])),
            interaction.user.id,
            guild_id=guild_of(interaction),
            manager=manages(interaction),
        )
        await interaction.edit_original_response(content=undone_for(interaction, undone), view=None)


def with_undo(change_id: ChangeId | None, texts: Locale) -> discord.ui.View | None:
    """The button as a view; none where nothing was changed."""
    if change_id is None:
        return None
    view = discord.ui.View(timeout=None)
    view.add_item(UndoButton.made(change_id, texts))
    return view


def undone_for(interaction: Interaction, undone: Undone) -> str:
    """What was taken back, in the language of whoever asked for it and with the film as it is called there."""
    change = undone.change
    if change.film is not None:
        undone = replace(undone, change=replace(change, film=content(interaction).told(change.film)))
    return undone_text(undone, locale(interaction))


def undone_text(undone: Undone, texts: Locale) -> str:
    """What was taken back, and what could not be."""
    said = [_taken_back(undone, texts)]
    if undone.kept:
        said.append(texts.get("watchlist.kept", n=undone.kept))
    if undone.passed:
        said.append(texts.get("watchlist.passed", n=undone.passed))
    return " ".join(said)


def _taken_back(undone: Undone, texts: Locale) -> str:
    change = undone.change
    named = list_name(change.owner, texts)
    if change.film is None or change.deed is Deed.IMPORTED:
        return texts.get("watchlist.undone_imported", n=undone.taken, list=named)
    film = plain(change.film.label)
    if change.deed is Deed.ADDED:
        return texts.get("watchlist.undone_added", film=film, list=named)
    if change.deed is Deed.REMOVED:
        return texts.get("watchlist.undone_removed", film=film, list=named)
    return texts.get("watchlist.undone_seen", film=film, list=named)
