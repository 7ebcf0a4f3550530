"""An import into a watchlist: the upload, the preview, and the buttons that confirm it."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import Any

import discord

from bot.domain.watchlist import Whose
from bot.domain.watchlist_import import MOST_BYTES, Imported, Preview, StagedId
from bot.errors import BadInput, Forbidden, Unavailable
from bot.ui.answers import thinking
from bot.ui.front import Interaction, content, locale
from bot.ui.items import SalonItem
from bot.ui.texts import Locale
from bot.ui.watchlist_front import list_name, manages, owner_of, services
from bot.ui.watchlist_preview import as_csv, preview_text, told_preview
from bot.ui.watchlist_undo import with_undo


class ImportButton(SalonItem, template=r"v1:wl:import:(?P<do>found|all|no):(?P<staged>\d{1,18})"):
    """Confirms an import, with or without what was not found, or lets it go."""

    @classmethod
    def made(cls, do: str, staged: StagedId, label: str, *, first: bool = False) -> ImportButton:
        """A button; ``do`` is "found", "all" or "no". ``first`` marks the likeliest choice."""
        style = discord.ButtonStyle.primary if first else discord.ButtonStyle.secondary
        return cls(discord.ui.Button[Any](label=label, style=style, custom_id=f"v1:wl:import:{do}:{staged}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Do it, and say so in place of the preview."""
        await interaction.response.defer()
        imports, texts = services(interaction).watchlist_imports, locale(interaction)
        staged, do = StagedId(int(self.said["staged"])), self.said["do"]
        if do == "no":
            await imports.dismiss(staged, interaction.user.id)
            await interaction.edit_original_response(
                content=texts.get("watchlist.import_dismissed"), view=None, attachments=[]
            )
            return
        done = await imports.confirm(staged, interaction.user.id, by_title=do == "all")
        await interaction.edit_original_response(
            content=imported_text(done, texts), view=with_undo(done.change, texts), attachments=[]
        )


async def import_file(interaction: Interaction, file: discord.Attachment, whose: Whose) -> None:
    """Read an attached file and show in private what would be imported; nothing is on the list yet."""
    if whose is Whose.SERVER and not manages(interaction):
        raise Forbidden("import_managers_only")
    too_big = BadInput("import_too_big", limit=MOST_BYTES // 1024**2)
    if file.size > MOST_BYTES:
        raise too_big
    await thinking(interaction)
    try:
        data = await file.read()
    except discord.HTTPException as error:
        raise Unavailable("import_unreadable") from error
    if len(data) > MOST_BYTES:
        raise too_big
    owner = owner_of(interaction, whose)
    read = await services(interaction).watchlist_imports.preview(owner, interaction.user.id, file.filename, data)
    preview, texts = told_preview(read, content(interaction).told), locale(interaction)
    parts: dict[str, Any] = {"content": preview_text(preview, texts), "ephemeral": True}
    if preview.staged is not None:
        parts["view"] = _buttons(preview, preview.staged, texts)
    parts["file"] = discord.File(
        BytesIO(await asyncio.to_thread(as_csv, preview, texts)), filename=texts.get("watchlist.import_file")
    )
    await interaction.followup.send(**parts)


def imported_text(done: Imported, texts: Locale) -> str:
    """What an import did."""
    named = list_name(done.owner, texts)
    if done.change is None:
        return texts.get("watchlist.imported_nothing", list=named)
    said = []
    if done.added:
        said.append(texts.get("watchlist.imported_added", n=done.added, list=named))
    if done.changed:
        said.append(texts.get("watchlist.imported_changed", n=done.changed))
    return " ".join(said)


def _buttons(preview: Preview, staged: StagedId, texts: Locale) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    count = preview.new + preview.changed
    if count:
        label = texts.get("watchlist.import_button", n=count)
        view.add_item(ImportButton.made("found", staged, label, first=True))
    if preview.by_title:
        label = texts.get("watchlist.import_too" if count else "watchlist.import_by_title", n=preview.by_title)
        view.add_item(ImportButton.made("all", staged, label, first=not count))
    view.add_item(ImportButton.made("no", staged, texts.get("watchlist.import_not_now")))
    return view
