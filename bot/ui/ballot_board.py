"""Showing ballots in channels: the adapter behind ``bot.ports.BallotBoard``."""

from __future__ import annotations

from datetime import datetime

import discord

from bot.domain.ballot import Ballot
from bot.domain.content import Library
from bot.errors import Forbidden, Gone
from bot.ports.ballots import Standing
from bot.ui import reach
from bot.ui.ballot_card import card_mark, card_page, result_mark
from bot.ui.ballot_items import card_buttons
from bot.ui.ballot_picture import Draw, Picture, drawn
from bot.ui.ballot_result import result_page
from bot.ui.cards import Page
from bot.ui.limits import NONCE
from bot.ui.own_posts import framed, own_post
from bot.ui.pictures.runoff import draw
from bot.ui.texts import Texts

_LOOK_BACK = 1_000  # messages since its beginning in which a card or a result is looked for
_NONE = discord.AllowedMentions.none()


class DiscordBallots:
    """Posts and redraws ballots. Mentions nobody; every failure is a Gone, Forbidden or Unavailable."""

    def __init__(self, client: discord.Client, texts: Texts, library: Library, draw: Draw = draw) -> None:
        self._client = client
        self._texts = texts
        self._library = library
        self._draw = draw

    async def post_card(self, standing: Standing, nonce: str) -> int:
        """Post the card of a ballot and return the message's id."""
        return await self._post(standing.ballot, self._card(standing), nonce)

    async def redraw_card(self, standing: Standing) -> None:
        """Show a ballot as it stands in its card. Raises Gone when that message is gone."""
        ballot = standing.ballot
        if not ballot.card:
            raise Gone()
        channel = await reach.talk(self._client, ballot.channel_id)
        await reach.awake(channel)
        with reach.discord_refusals(reach.speaking(channel)):
            message = channel.get_partial_message(ballot.card)
            await message.edit(view=self._card(standing), allowed_mentions=_NONE)

    async def post_result(self, ballot: Ballot, nonce: str) -> int:
        """Post what came of a ballot, with the picture of its rounds where one may be attached."""
        if ballot.count is None:
            raise Gone()
        texts, content = self._texts(ballot.language), self._library.of(ballot.language)
        channel = await reach.talk(self._client, ballot.channel_id)
        allowed = reach.granted(channel)
        picture = None
        if allowed is None or allowed.attach_files:
            picture = await drawn(ballot, ballot.count, texts, content, self._draw)
        try:
            page = result_page(ballot, ballot.count, texts, content, picture)
            return await self._post(ballot, page, nonce, picture)
        except Forbidden:
            if picture is None:
                raise
            return await self._post(ballot, result_page(ballot, ballot.count, texts, content), nonce)

    async def find_card(self, ballot: Ballot) -> int | None:
        """The id of a card of this ballot that stands in its channel already."""
        return await self._find(ballot, card_mark(ballot), ballot.opened_at)

    async def find_result(self, ballot: Ballot) -> int | None:
        """The id of a message in its channel that says what came of it already."""
        return await self._find(ballot, result_mark(ballot), ballot.closed_at or ballot.opened_at)

    def _card(self, standing: Standing) -> Page:
        language = standing.ballot.language
        texts = self._texts(language)
        return card_page(standing, texts, self._library.of(language), card_buttons(standing.ballot, texts))

    async def _post(self, ballot: Ballot, page: Page, nonce: str, picture: Picture | None = None) -> int:
        channel = await reach.talk(self._client, ballot.channel_id)
        reach.demand(channel, "view_channel", reach.speaking(channel))
        files = [] if picture is None else [picture.file()]
        with reach.discord_refusals(reach.speaking(channel)):
            message = await channel.send(view=page, nonce=nonce[:NONCE], allowed_mentions=_NONE, files=files)
        return message.id

    async def _find(self, ballot: Ballot, mark: int, since: datetime) -> int | None:
        """A message of ours whose frame is marked so."""
        channel = await reach.talk(self._client, ballot.channel_id)
        return await own_post(self._client, channel, since, framed(mark), limit=_LOOK_BACK)
