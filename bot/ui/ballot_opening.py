"""``/party ballot``: opens a ballot, or shows the one that is open."""

from __future__ import annotations

import discord

from bot.domain.ballot import LOST
from bot.ports.ballots import Standing
from bot.services.ballots import Rules
from bot.ui import reach
from bot.ui.answers import answer
from bot.ui.ballot_card import card_page
from bot.ui.ballot_front import services
from bot.ui.ballot_items import card_buttons
from bot.ui.front import Interaction, content, locale
from bot.ui.marks import jump, moment
from bot.ui.watchlist_front import for_everyone, guild_of


async def hold_ballot(interaction: Interaction, rules: Rules) -> None:
    """Open a ballot in this channel, or show the one that is open already. The interaction is deferred already.

    Raises Conflict("ballot_too_few"), or Forbidden where its card could not be posted.
    """
    guild_id, ballots = guild_of(interaction), services(interaction).ballots
    standing = await ballots.standing(guild_id)
    if standing is not None:
        await _show(interaction, standing)
        return
    channel = _place(interaction)
    everyone, _ = await for_everyone(interaction)
    ballot = await ballots.open(guild_id, channel, interaction.user.id, rules, everyone.code)
    texts = locale(interaction)
    films, until = texts.get("party.films", n=len(ballot.options)), moment(ballot.closes_at, "f")
    told = texts.get("ballot.opened", films=films, when=until)
    nominated = (await services(interaction).nominations.page(guild_id, 1)).total
    if nominated > len(ballot.options):
        told += " " + texts.get("ballot.not_on_it", n=nominated - len(ballot.options))
    await answer(interaction, told)


async def _show(interaction: Interaction, standing: Standing) -> None:
    """The open ballot in private, with its buttons and the way to its card."""
    texts, ballot = locale(interaction), standing.ballot
    if ballot.card == LOST:
        ballot = await services(interaction).ballots.show_again(ballot.id, _place(interaction))
        note = texts.get("ballot.shown_again")
    elif ballot.card is None:
        note = texts.get("ballot.open_in", place=f"<#{ballot.channel_id}>")
    else:
        note = texts.get("ballot.open_in", place=jump(ballot.guild_id, ballot.channel_id, ballot.card))
    await answer(interaction, view=card_page(standing, texts, content(interaction), card_buttons(ballot, texts), note))


def _place(interaction: Interaction) -> int:
    """The channel of the command, where the card is to be posted. Raises Forbidden."""
    channel = interaction.channel
    if isinstance(channel, discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel):
        reach.demand(channel, "view_channel", reach.speaking(channel))
    return interaction.channel_id or 0
