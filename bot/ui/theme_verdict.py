"""The room's word on a theme: buttons below a recap, which work after a restart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.domain.recap import ItemKind, Recap
from bot.domain.salon import Salon
from bot.domain.theme import Verdict
from bot.domain.turn import SalonId
from bot.errors import NotFound
from bot.ui.answers import answer, thinking
from bot.ui.front import Interaction, content, locale
from bot.ui.items import SalonItem
from bot.ui.limits import CUSTOM_ID, LABEL, cut
from bot.ui.marks import plain
from bot.ui.texts import Locale
from bot.ui.theme_front import known, services
from bot.ui.whatif_front import demand_voice

_VERDICTS = {"yes": Verdict.CONFIRMED, "no": Verdict.REJECTED}
_OTHER = {"yes": "no", "no": "yes"}


class VerdictButton(SalonItem, template=r"v1:theme:(?P<do>yes|no):(?P<salon>\d{1,18}):(?P<theme>[a-z0-9-]{1,60})"):
    """Confirms a theme of a salon's film, or says that it is none."""

    @classmethod
    def made(cls, do: str, salon_id: SalonId, theme: str, label: str) -> VerdictButton:
        """A button with that label."""
        style = discord.ButtonStyle.success if do == "yes" else discord.ButtonStyle.secondary
        custom_id = f"v1:theme:{do}:{salon_id}:{theme}"
        return cls(discord.ui.Button[Any](label=cut(label, LABEL), style=style, custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Keep the word, and offer to take it back."""
        await thinking(interaction)
        demand_voice(interaction, "may_not_judge")
        do, salon_id, theme = self.said["do"], SalonId(int(self.said["salon"])), self.said["theme"]
        entry = (await known(interaction)).get(theme)
        if entry is None or interaction.guild_id is None or interaction.channel_id is None:
            raise NotFound("theme_gone")
        salon = await services(interaction).themes.judge(
            interaction.guild_id, interaction.channel_id, salon_id, theme, _VERDICTS[do], interaction.user.id
        )
        texts, view = locale(interaction), discord.ui.View(timeout=None)
        view.add_item(VerdictButton.made(_OTHER[do], salon_id, theme, texts.get(f"theme.after_all_{_OTHER[do]}")))
        film, name = plain(content(interaction).told(salon.film).label), plain(entry.name)
        await answer(interaction, texts.get(f"theme.said_{do}", theme=name, film=film), view)


def verdict_rows(salon: Salon, recap: Recap, texts: Locale) -> Sequence[discord.ui.Item[Any]]:
    """What a recap asks of its proposed themes: a line, and a row of two buttons for each; nothing where none is proposed."""
    asked = [item for item in recap.items if item.kind is ItemKind.THEME and item.theme and not item.confirmed]
    rows = [
        discord.ui.ActionRow[Any](
            VerdictButton.made("yes", salon.id, item.theme, texts.get("theme.yes_button", theme=item.text)),
            VerdictButton.made("no", salon.id, item.theme, texts.get("theme.no_button", theme=item.text)),
        )
        for item in asked
        if item.theme is not None and len(f"v1:theme:yes:{salon.id}:{item.theme}") <= CUSTOM_ID
    ]
    if not rows:
        return ()
    return discord.ui.TextDisplay[Any](f"-# {texts.get('theme.asked', film=plain(salon.film.label, 90))}"), *rows
