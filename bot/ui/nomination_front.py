"""What nominations need of the bot behind an interaction."""

from __future__ import annotations

from typing import Protocol, cast

from bot.services.nominations import Nominations
from bot.ui.front import FindsFilms, Interaction, front


class NominationServices(Protocol):
    """The services behind nominations."""

    @property
    def films(self) -> FindsFilms: ...  # noqa: D102  # named by its type
    @property
    def nominations(self) -> Nominations: ...  # noqa: D102  # named by its type


def services(interaction: Interaction) -> NominationServices:
    """The services of the bot an interaction belongs to."""
    return cast(NominationServices, front(interaction).services)
