"""What ballots need of the bot behind an interaction."""

from __future__ import annotations

from typing import Protocol, cast

from bot.domain.ballot import BallotId
from bot.errors import NotFound
from bot.services.ballots import Ballots
from bot.services.nominations import Nominations
from bot.ui.front import Interaction, front
from bot.ui.watchlist_front import guild_of


class BallotServices(Protocol):
    """The services behind ballots."""

    @property
    def ballots(self) -> Ballots: ...  # noqa: D102  # named by its type
    @property
    def nominations(self) -> Nominations: ...  # noqa: D102  # named by its type


def services(interaction: Interaction) -> BallotServices:
    """The services of the bot an interaction belongs to."""
    return cast(BallotServices, front(interaction).services)


async def ballot_here(interaction: Interaction, text: str) -> BallotId:
    """The ballot that a custom id names, if it is this server's. Raises NotFound("ballot_gone")."""
    ballot_id = BallotId(int(text))
    if not await services(interaction).ballots.is_held_in(ballot_id, guild_of(interaction)):
        raise NotFound("ballot_gone")
    return ballot_id
