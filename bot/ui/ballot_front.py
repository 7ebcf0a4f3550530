"""What ballots need of the bot behind an interaction."""

from __future__ import annotations

from typing import Protocol, cast

from bot.domain.ballot import BallotId
from bot.services.ballots import Ballots
from bot.services.nominations import Nominations
from bot.ui.front import Interaction, front


class BallotServices(Protocol):
    """The services behind ballots."""

    @property
    def ballots(self) -> Ballots: ...  # noqa: D102  # named by its type
    @property
    def nominations(self) -> Nominations: ...  # noqa: D102  # named by its type


def services(interaction: Interaction) -> BallotServices:
    """The services of the bot an interaction belongs to."""
    return cast(BallotServices, front(interaction).services)


def ballot_id(text: str) -> BallotId:
    """The ballot that a custom id names."""
    return BallotId(int(text))
