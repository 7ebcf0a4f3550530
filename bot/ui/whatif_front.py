"""What the what-if workshop needs of the bot behind an interaction."""

from __future__ import annotations

from typing import Protocol, cast

from bot.services.whatifs import WhatIfs
from bot.ui.front import Interaction, front


class WhatIfServices(Protocol):
    """The services behind the workshop."""

    @property
    def whatifs(self) -> WhatIfs: ...  # noqa: D102  # named by its type


def services(interaction: Interaction) -> WhatIfServices:
    """The services of the bot an interaction belongs to."""
    return cast(WhatIfServices, front(interaction).services)
