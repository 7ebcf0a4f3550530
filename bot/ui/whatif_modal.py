"""The modal by which somebody adds to a what-if.

discord.py forgets open modals when the bot restarts, so what is sent is not waited for by the modal itself: it is known
by its custom id, whoever opened it and when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import discord

from bot.domain.whatif import LONGEST_PART, WhatIf, WhatIfId
from bot.ui.answers import answer
from bot.ui.front import Interaction, front, locale
from bot.ui.marks import jump
from bot.ui.texts import Locale
from bot.ui.whatif_front import demand_place, demand_voice, services

_ID = re.compile(r"v1:whatif:part:(?P<whatif>\d{1,18})")
_FIELD = "text"
_OPEN_FOR = 900.0  # seconds that discord.py remembers the modal; nothing here depends on it


class PartModal(discord.ui.Modal):
    """Asks for a contribution; ``submitted`` takes it."""

    def __init__(self, draft: WhatIf, texts: Locale) -> None:
        super().__init__(
            title=texts.get("whatif.modal_title"), custom_id=f"v1:whatif:part:{draft.id}", timeout=_OPEN_FOR
        )
        field = discord.ui.TextInput[Any](
            style=discord.TextStyle.paragraph, custom_id=_FIELD, max_length=LONGEST_PART,
            placeholder=texts.get("whatif.modal_hint"),
        )  # fmt: skip
        self.add_item(discord.ui.Label(text=texts.get("whatif.modal_label"), component=field))


async def submitted(interaction: Interaction) -> None:
    """Take what was sent with a PartModal, if that is what the interaction is; every failure goes to the presenter."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return
    data: Any = interaction.data or {}
    match = _ID.fullmatch(str(data.get("custom_id")))
    if match is None:
        return
    try:
        text = next((str(field.get("value") or "") for field in _fields(data) if field.get("custom_id") == _FIELD), "")
        await _add(interaction, WhatIfId(int(match["whatif"])), text)
    except Exception as error:  # noqa: BLE001  # the edge: whatever it is, the person must be told
        await front(interaction).presenter.interaction(interaction, error)


async def _add(interaction: Interaction, whatif_id: WhatIfId, text: str) -> None:
    whatifs, user = services(interaction).whatifs, interaction.user
    salon, _ = await whatifs.get(whatif_id)
    demand_place(interaction, salon)
    demand_voice(interaction)
    draft = await whatifs.add(whatif_id, user.id, user.display_name, text)
    place = jump(interaction.guild_id or 0, interaction.channel_id or 0, draft.card)
    await answer(interaction, locale(interaction).get("whatif.added", number=draft.version, link=place))


def _fields(data: Any) -> Iterator[Any]:
    """The fields of a sent modal, whether they stand in rows or under labels."""
    for top in data.get("components", ()):
        yield from top.get("components", ())
        if (inner := top.get("component")) is not None:
            yield inner
