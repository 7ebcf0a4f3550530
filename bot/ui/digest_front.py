"""What digests need of the bot behind an interaction."""

from __future__ import annotations

from typing import Protocol, cast

from bot.services.digest_schedules import DigestSchedules
from bot.ui.front import Interaction, front


class DigestServices(Protocol):
    """The services behind digests."""

    @property
    def digest_schedules(self) -> DigestSchedules: ...  # noqa: D102  # named by its type


def services(interaction: Interaction) -> DigestServices:
    """The services of the bot an interaction belongs to."""
    return cast(DigestServices, front(interaction).services)
