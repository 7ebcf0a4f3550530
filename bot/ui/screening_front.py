"""What screenings need of the bot behind an interaction."""

from __future__ import annotations

from typing import Protocol, cast

from bot.domain.screening import ScreeningId
from bot.errors import NotFound
from bot.services.ballots import Ballots
from bot.services.nominations import Nominations
from bot.services.screening_answers import ScreeningAnswers
from bot.services.screenings import Screenings
from bot.services.times import Times
from bot.ui.front import FindsFilms, Interaction, KnowsServers, front
from bot.ui.seeing import is_let_in
from bot.ui.watchlist_front import guild_of


class ScreeningServices(Protocol):
    """The services behind screenings."""

    @property
    def screenings(self) -> Screenings: ...  # noqa: D102  # named by its type
    @property
    def screening_answers(self) -> ScreeningAnswers: ...  # noqa: D102  # named by its type
    @property
    def times(self) -> Times: ...  # noqa: D102  # named by its type
    @property
    def nominations(self) -> Nominations: ...  # noqa: D102  # named by its type
    @property
    def ballots(self) -> Ballots: ...  # noqa: D102  # named by its type
    @property
    def films(self) -> FindsFilms: ...  # noqa: D102  # named by its type
    @property
    def servers(self) -> KnowsServers: ...  # noqa: D102  # named by its type


def services(interaction: Interaction) -> ScreeningServices:
    """The services of the bot an interaction belongs to."""
    return cast(ScreeningServices, front(interaction).services)


async def invited(interaction: Interaction, typed: str) -> ScreeningId:
    """The screening that a custom id names, for whoever is let into the channel of its card; its card may be named elsewhere.

    Raises NotFound("screening_gone").
    """
    screening_id = ScreeningId(int(typed))
    there = (await services(interaction).screenings.shown(guild_of(interaction), screening_id)).screening
    if interaction.channel_id != there.parent_id and not is_let_in(interaction, there.parent_id):
        raise NotFound("screening_gone")
    return screening_id
