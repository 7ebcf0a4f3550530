"""The buttons of a what-if's card, and the menu of its versions. All they need is in their ids and in the records."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import discord

from bot.domain.covered import brief
from bot.domain.salon import Salon
from bot.domain.whatif import Part, Voice, WhatIf, WhatIfId, WhatIfState
from bot.ui.answers import answer, thinking
from bot.ui.cards import Page
from bot.ui.front import Interaction, locale
from bot.ui.items import SalonItem
from bot.ui.limits import CHOICE, CHOICES, LABEL, cut
from bot.ui.texts import Locale
from bot.ui.whatif_card import author, version_page, whatif_card
from bot.ui.whatif_front import demand_place, demand_voice, services
from bot.ui.whatif_modal import PartModal

_STYLES: Mapping[str, discord.ButtonStyle] = {
    "add": discord.ButtonStyle.primary,
    "agree": discord.ButtonStyle.success,
    "drop": discord.ButtonStyle.danger,
}
_FOR_READERS = frozenset({"back", "versions"})
"""What everybody may do who reads the channel, whether or not they may write there."""


class WhatIfButton(
    SalonItem, template=r"v1:whatif:(?P<do>add|back|agree|versions|aside|drop|again):(?P<whatif>\d{1,18})"
):
    """Does one thing with a what-if; see ``_DEEDS``."""

    @classmethod
    def made(cls, do: str, whatif_id: WhatIfId, texts: Locale, label: str | None = None) -> WhatIfButton:
        """A button; its label is that of the deed unless another one is given."""
        text = cut(texts.get(f"whatif.{label or do}_button"), LABEL)
        style = _STYLES.get(do, discord.ButtonStyle.secondary)
        return cls(discord.ui.Button[Any](label=text, style=style, custom_id=button_id(do, whatif_id)))

    async def pressed(self, interaction: Interaction) -> None:
        """Do it."""
        do, whatif_id = self.said["do"], WhatIfId(int(self.said["whatif"]))
        salon, _ = await services(interaction).whatifs.get(whatif_id)
        demand_place(interaction, salon)
        if do not in _FOR_READERS:
            demand_voice(interaction)
        await _DEEDS[do](interaction, whatif_id)


class VersionMenu(SalonItem, template=r"v1:whatif:version:(?P<whatif>\d{1,18})"):
    """Chooses the version to look at."""

    @classmethod
    def made(cls, draft: WhatIf, chosen: int, texts: Locale) -> VersionMenu:
        """A menu of the versions around the chosen one: whoever goes to its end finds the next."""
        first = max(1, min(chosen - CHOICES // 2, draft.version - CHOICES + 1))
        options = [
            _option(draft, number, chosen, texts)
            for number in range(first, min(draft.version, first + CHOICES - 1) + 1)
        ]
        menu = discord.ui.Select[Any](custom_id=f"v1:whatif:version:{draft.id}", options=options)
        return cls(menu)

    async def pressed(self, interaction: Interaction) -> None:
        """Show it in the place of the one before."""
        data: Any = interaction.data or {}
        whatif_id = WhatIfId(int(self.said["whatif"]))
        page = await _version(interaction, whatif_id, int(data["values"][0]))
        await interaction.response.edit_message(view=page)


def button_id(do: str, whatif_id: WhatIfId) -> str:
    """The custom id of a button; "versions" is on every card."""
    return f"v1:whatif:{do}:{whatif_id}"


def drawn(salon: Salon, draft: WhatIf, texts: Locale, link: str | None = None) -> Page:
    """The card of a what-if with the buttons that go with its state."""
    return whatif_card(
        salon,
        draft,
        texts,
        [WhatIfButton.made(do, draft.id, texts, label) for do, label in _offered(salon, draft)],
        link,
    )


def _offered(salon: Salon, draft: WhatIf) -> Sequence[tuple[str, str | None]]:
    """Which deeds a card offers; taking back one's own words always is one of them."""
    back: tuple[str, str | None] = ("back", None)
    versions: tuple[str, str | None] = ("versions", None)
    if draft.state is WhatIfState.DROPPED and draft.premise is not None and salon.live:
        return ("again", None), back, versions
    if draft.state is not WhatIfState.OPEN or not salon.live:
        return back, versions
    agree = ("agree", "confirm" if draft.asked_by is not None else None)
    return ("add", None), back, agree, versions, ("aside", None)


def _option(draft: WhatIf, number: int, chosen: int, texts: Locale) -> discord.SelectOption:
    part = draft.maker(number)
    if part is None:
        label, words = texts.get("whatif.option_taken_back", number=number), None
    else:
        key = "whatif.option_begins" if number == 1 else "whatif.option_adds"
        label = texts.get(key, number=number, name=part.author_name)
        words = cut(" ".join(brief(part.text).split()), CHOICE)
    return discord.SelectOption(
        label=cut(label, CHOICE), value=str(number), description=words, default=number == chosen
    )


async def _version(interaction: Interaction, whatif_id: WhatIfId, number: int) -> Page:
    salon, draft = await services(interaction).whatifs.get(whatif_id)
    demand_place(interaction, salon)
    texts, number = locale(interaction), min(number, draft.version)
    return version_page(draft, number, texts, [VersionMenu.made(draft, number, texts)])


async def _add(interaction: Interaction, whatif_id: WhatIfId) -> None:
    draft = await services(interaction).whatifs.open_for(whatif_id)
    await interaction.response.send_modal(PartModal(draft, locale(interaction)))


async def _back(interaction: Interaction, whatif_id: WhatIfId) -> None:
    await thinking(interaction)
    _, part = await services(interaction).whatifs.take_back(whatif_id, interaction.user.id)
    await answer(interaction, locale(interaction).get(f"whatif.{_taken_back(part)}"))


def _taken_back(part: Part) -> str:
    if part.version == 1:
        return "premise_taken_back"
    return "taken_back" if part.message_id is None else "taken_out"


async def _agree(interaction: Interaction, whatif_id: WhatIfId) -> None:
    await thinking(interaction)
    draft, meant = await services(interaction).whatifs.agree(whatif_id, interaction.user.id)
    texts = locale(interaction)
    if meant is Voice.ASKS and draft.last is not None:
        await answer(interaction, texts.get("whatif.room_asked", name=author(draft.last)))
    else:
        await answer(interaction, texts.get("whatif.room_agreed"))


async def _versions(interaction: Interaction, whatif_id: WhatIfId) -> None:
    await thinking(interaction)
    _, draft = await services(interaction).whatifs.get(whatif_id)
    await answer(interaction, view=await _version(interaction, whatif_id, draft.version))


async def _aside(interaction: Interaction, whatif_id: WhatIfId) -> None:
    await services(interaction).whatifs.workable(whatif_id)
    texts, view = locale(interaction), discord.ui.View(timeout=None)
    view.add_item(WhatIfButton.made("drop", whatif_id, texts))
    await answer(interaction, texts.get("whatif.aside_sure"), view)


async def _drop(interaction: Interaction, whatif_id: WhatIfId) -> None:
    await interaction.response.defer()
    await services(interaction).whatifs.set_aside(whatif_id)
    await interaction.edit_original_response(content=locale(interaction).get("whatif.set_aside"), view=None)


async def _again(interaction: Interaction, whatif_id: WhatIfId) -> None:
    await thinking(interaction)
    await services(interaction).whatifs.take_up(whatif_id)
    await answer(interaction, locale(interaction).get("whatif.taken_up"))


_DEEDS: Mapping[str, Callable[[Interaction, WhatIfId], Awaitable[None]]] = {
    "add": _add,
    "back": _back,
    "agree": _agree,
    "versions": _versions,
    "aside": _aside,
    "drop": _drop,
    "again": _again,
}
WHATIF_ITEMS = (WhatIfButton, VersionMenu)
