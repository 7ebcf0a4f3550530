"""`/memory show` and `/memory export`: what is held of somebody, in plain words with how to remove it, and as a file."""

from __future__ import annotations

from typing import Any, Protocol, cast

import discord

from bot.domain.holding import Held
from bot.domain.salon import Salon
from bot.services.holdings import Holdings, Overview
from bot.ui.answers import answer, thinking
from bot.ui.cards import Page
from bot.ui.forgetting import AskButton
from bot.ui.front import Interaction, front, locale
from bot.ui.items import SalonItem
from bot.ui.limits import V2_TEXT
from bot.ui.marks import moment, plain
from bot.ui.seeing import sees
from bot.ui.texts import Locale
from bot.ui.watchlist_front import guild_of

_LATEST = 5  # salons that are named
LINES = {
    "messages": (Held.MESSAGES,),
    "parts": (Held.PARTS, Held.AGREEMENTS),
    "salons": (Held.SALONS,),
    "themes": (Held.TAGS, Held.VERDICTS, Held.THEMES),
    "progress": (Held.PROGRESS, Held.COVERS),
    "nominations": (Held.NOMINATIONS,),
    "votes": (Held.VOTES,),
    "ballots": (Held.BALLOTS,),
    "screenings": (Held.SCREENINGS,),
    "answers": (Held.ANSWERS, Held.REMINDERS),
    "watchlist": (Held.WATCHLIST, Held.SHARES),
    "added": (Held.ADDED,),
    "ratings": (Held.RATINGS,),
    "changes": (Held.CHANGES, Held.IMPORTS),
    "zone": (Held.ZONE,),
    "deeds": (Held.DEEDS,),
}
"""The lines of an overview, by their texts, and which kinds each counts."""


class HoldingServices(Protocol):
    """The service behind the page."""

    @property
    def holdings(self) -> Holdings: ...  # noqa: D102  # named by its type


class ExportButton(SalonItem, template=r"v1:memory:export"):
    """Hands whoever presses it a file with all that is held of them."""

    @classmethod
    def made(cls, texts: Locale) -> ExportButton:
        """The button."""
        return cls(discord.ui.Button[Any](label=texts.get("held.export_button"), custom_id="v1:memory:export"))

    async def pressed(self, interaction: Interaction) -> None:
        """Make it."""
        await thinking(interaction)
        await give_export(interaction)


async def show_held(interaction: Interaction) -> None:
    """Say in private what is held. The interaction is deferred already."""
    texts = locale(interaction)

    def seen(salon: Salon) -> bool:
        return sees(interaction, salon.parent_id)

    found = await _service(interaction).overview(interaction.user.id, guild_of(interaction), seen, _LATEST)
    if found.nothing:
        unheard = found.optout is not None and found.optout.holds
        await answer(interaction, texts.get("held.only_optout" if unheard else "held.nothing"))
        return
    await answer(interaction, view=overview_page(found, texts))


def overview_page(found: Overview, texts: Locale) -> Page:
    """What is held, a line a kind, each with how to remove it, and buttons. The salons give way where it is too long."""
    parts = [texts.get("held.head"), "\n".join(_lines(found, texts)), _choice(found, texts)]
    room = V2_TEXT - sum(map(len, parts))
    if found.salons and len(salons := _salons(found, texts)) <= room:
        parts.insert(2, salons)
    buttons = discord.ui.ActionRow[Any](
        ExportButton.made(texts), AskButton.made("here", texts), AskButton.made("everywhere", texts)
    )
    return Page(*(discord.ui.TextDisplay(part) for part in parts), buttons)


def _lines(found: Overview, texts: Locale) -> list[str]:
    told = []
    for name, kinds in LINES.items():
        here, everywhere = found.count(*kinds)
        if everywhere:
            told.append(texts.get(f"held.{name}", here=here, everywhere=everywhere))
    return told


def _salons(found: Overview, texts: Locale) -> str:
    lines = [texts.get("held.latest")]
    for salon, count in found.salons:
        place, when = f"<#{salon.channel_id or salon.parent_id}>", moment(salon.opened_at, "d")
        lines.append(texts.get("held.salon", film=plain(salon.film.label, 80), place=place, when=when, count=count))
    return "\n".join(lines)


def _choice(found: Overview, texts: Locale) -> str:
    if found.optout is None:
        return texts.get("held.heard")
    if found.optout.until is not None:
        return texts.get("held.heard_again", when=moment(found.optout.until, "f"))
    return texts.get("held.unheard")


async def give_export(interaction: Interaction) -> None:
    """Hand over the file in private. The interaction is deferred already."""
    export = await _service(interaction).export(interaction.user.id)
    with export.file:
        file = discord.File(cast(Any, export.file), filename=export.name)
        await interaction.followup.send(locale(interaction).get("held.exported"), file=file, ephemeral=True)


def _service(interaction: Interaction) -> Holdings:
    return cast(HoldingServices, front(interaction).services).holdings


HOLDING_ITEMS = (ExportButton,)
