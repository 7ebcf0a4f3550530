"""The modal by which somebody adds to a what-if."""

from __future__ import annotations

import re
from typing import Any

import discord

from bot.domain.whatif import LONGEST_PART, WhatIf, WhatIfId
from bot.ui.answers import answer
from bot.ui.front import Interaction, locale
from bot.ui.marks import jump
from bot.ui.modals import OPEN_FOR, Groups, SentModal
from bot.ui.texts import Locale
from bot.ui.whatif_front import demand_place, demand_voice, services

_FIELD = "text"


class PartModal(discord.ui.Modal):
    """Asks for a contribution; ``PART`` takes it."""

    def __init__(self, draft: WhatIf, texts: Locale) -> None:
        super().__init__(
            title=texts.get("whatif.modal_title"), custom_id=f"v1:whatif:part:{draft.id}", timeout=OPEN_FOR
        )
        field = discord.ui.TextInput[Any](
            style=discord.TextStyle.paragraph, custom_id=_FIELD, max_length=LONGEST_PART,
            placeholder=texts.get("whatif.modal_hint"),
        )  # fmt: skip
        self.add_item(discord.ui.Label(text=texts.get("whatif.modal_label"), component=field))


async def _add(interaction: Interaction, said: Groups, typed: Groups) -> None:
    whatifs, user, whatif_id = services(interaction).whatifs, interaction.user, WhatIfId(int(said["whatif"]))
    salon, _ = await whatifs.get(whatif_id)
    demand_place(interaction, salon)
    demand_voice(interaction)
    draft = await whatifs.add(whatif_id, user.id, user.display_name, typed.get(_FIELD, ""))
    place = jump(interaction.guild_id or 0, interaction.channel_id or 0, draft.card)
    await answer(interaction, locale(interaction).get("whatif.added", number=draft.version, link=place))


PART = SentModal(re.compile(r"v1:whatif:part:(?P<whatif>\d{1,18})"), _add)
