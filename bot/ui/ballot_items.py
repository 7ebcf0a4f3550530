"""The buttons of a ballot's card: rank the films, see one's own ranking, close it."""

from __future__ import annotations

from typing import Any

import discord

from bot.domain.ballot import Ballot
from bot.errors import NotFound
from bot.ui.answers import answer
from bot.ui.ballot_card import voters
from bot.ui.ballot_front import ballot_here, services
from bot.ui.ballot_ranking import RANKING_ITEMS, draft_page, letters_of, own_page
from bot.ui.cards import Page
from bot.ui.front import Interaction, content, locale
from bot.ui.items import SalonItem
from bot.ui.marks import moment
from bot.ui.texts import Locale

_BALLOT = r"(?P<ballot>\d{1,18})"


class RankButton(SalonItem, template=rf"v1:ballot:rank:{_BALLOT}"):
    """Opens one's ranking, with what is saved of it."""

    async def pressed(self, interaction: Interaction) -> None:
        """Show it in private."""
        mine = await services(interaction).ballots.mine(
            await ballot_here(interaction, self.said["ballot"]), interaction.user.id
        )
        ranked = letters_of(mine.ballot, mine.ranking or ())
        await answer(interaction, view=await draft_page(interaction, mine, ranked))


class MineButton(SalonItem, template=rf"v1:ballot:mine:{_BALLOT}"):
    """Shows one's own vote."""

    async def pressed(self, interaction: Interaction) -> None:
        """Show it in private. Raises NotFound("no_vote_yet")."""
        mine = await services(interaction).ballots.mine(
            await ballot_here(interaction, self.said["ballot"]), interaction.user.id
        )
        if mine.ranking is None:
            raise NotFound("no_vote_yet")
        await answer(interaction, view=own_page(mine, locale(interaction), content(interaction)))


class CloseButton(SalonItem, template=rf"v1:ballot:close:{_BALLOT}"):
    """Asks whether to close the ballot."""

    async def pressed(self, interaction: Interaction) -> None:
        """Ask once more, in private, whoever may close it."""
        texts, manager = locale(interaction), interaction.permissions.manage_guild
        ballot, voted = await services(interaction).ballots.may_close(
            await ballot_here(interaction, self.said["ballot"]), interaction.user.id, manager=manager
        )
        asked = texts.get("ballot.really", when=moment(ballot.closes_at, "f"), voters=voters(voted, texts))
        style = discord.ButtonStyle.danger
        button = discord.ui.Button[Any](
            label=texts.get("ballot.end"), custom_id=f"v1:ballot:end:{ballot.id}", style=style
        )
        await answer(interaction, view=Page(discord.ui.TextDisplay(asked), discord.ui.ActionRow(EndButton(button))))


class EndButton(SalonItem, template=rf"v1:ballot:end:{_BALLOT}"):
    """Closes the ballot."""

    async def pressed(self, interaction: Interaction) -> None:
        """Close it; what came of it follows in its channel."""
        ballot = await services(interaction).ballots.close(
            await ballot_here(interaction, self.said["ballot"]),
            interaction.user.id,
            manager=interaction.permissions.manage_guild,
        )
        told = locale(interaction).get("ballot.ended", place=f"<#{ballot.channel_id}>")
        await interaction.response.edit_message(view=Page(discord.ui.TextDisplay(told)))


def card_buttons(ballot: Ballot, texts: Locale) -> list[discord.ui.Item[Any]]:
    """What stands below an open ballot."""

    def button(what: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary) -> discord.ui.Button[Any]:
        return discord.ui.Button[Any](
            label=texts.get(f"ballot.{what}"), custom_id=f"v1:ballot:{what}:{ballot.id}", style=style
        )

    rank = RankButton(button("rank", discord.ButtonStyle.primary))
    return [rank, MineButton(button("mine")), CloseButton(button("close"))]


BALLOT_ITEMS = (RankButton, MineButton, CloseButton, EndButton, *RANKING_ITEMS)
