"""`/salon whatif`: beginning a what-if, or showing the one there is."""

from __future__ import annotations

import discord

from bot.domain.whatif import WhatIfId
from bot.errors import Conflict, NotFound
from bot.ui.answers import answer
from bot.ui.front import Interaction, front, locale
from bot.ui.marks import jump, plain
from bot.ui.whatif_front import demand_voice, services
from bot.ui.whatif_items import WhatIfButton, drawn


async def work_out(interaction: Interaction, premise: str | None) -> None:
    """Begin a what-if with a premise, or show the present one in private. The interaction is deferred already.

    While one is open, a second premise is answered with a button that sets the first aside.
    """
    if interaction.channel_id is None:
        raise NotFound("no_salon_here")
    if premise is None:
        await _show(interaction, interaction.channel_id)
        return
    demand_voice(interaction)
    user, texts = interaction.user, locale(interaction)
    try:
        draft = await services(interaction).whatifs.begin(interaction.channel_id, user.id, user.display_name, premise)
    except Conflict as error:
        if error.key != "whatif_open":
            raise
        await _offer(interaction, error)
        return
    await answer(interaction, texts.get("whatif.begun", premise=plain(draft.premise.text) if draft.premise else ""))


async def _show(interaction: Interaction, channel_id: int) -> None:
    salon, draft = await services(interaction).whatifs.here(channel_id)
    texts = locale(interaction)
    if draft is None:
        await answer(interaction, texts.get("whatif.none"))
        return
    link = jump(salon.guild_id, channel_id, draft.card) if draft.card is not None else None
    await answer(interaction, view=drawn(salon, draft, texts, link))


async def _offer(interaction: Interaction, error: Conflict) -> None:
    """Say that one is open, and offer to set it aside."""
    texts, view = locale(interaction), discord.ui.View(timeout=None)
    view.add_item(WhatIfButton.made("drop", WhatIfId(int(str(error.values["whatif"]))), texts))
    said = front(interaction).presenter.sentence(error, texts, f"interaction={interaction.id}")
    await answer(interaction, said, view)
