"""What pages on themes need of the bot behind an interaction, and of the interaction itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, cast

from bot.domain.theme import Theme
from bot.errors import Forbidden
from bot.services.own_themes import OwnThemes
from bot.services.themes import Placed, Sees, Themes
from bot.ui.front import Interaction, front
from bot.ui.seeing import everybody_sees, sees
from bot.ui.watchlist_front import guild_of


class ThemeServices(Protocol):
    """The services behind themes."""

    @property
    def themes(self) -> Themes: ...  # noqa: D102  # named by its type
    @property
    def own_themes(self) -> OwnThemes: ...  # noqa: D102  # named by its type


def services(interaction: Interaction) -> ThemeServices:
    """The services of the bot an interaction belongs to."""
    return cast(ThemeServices, front(interaction).services)


async def known(interaction: Interaction) -> Mapping[str, Theme]:
    """The vocabulary as the reader's language calls it, with the server's own themes."""
    return await services(interaction).themes.known(guild_of(interaction), str(interaction.locale))


def seen_by(interaction: Interaction) -> Sees:
    """Which salons the person who asks may see: for private answers."""

    def may(one: Placed) -> bool:
        return sees(interaction, one.parent_id)

    return may


def seen_by_everybody(interaction: Interaction) -> Sees:
    """Which salons everybody on the server may see: for what is shown to all."""

    def may(one: Placed) -> bool:
        return everybody_sees(interaction, one.parent_id)

    return may


def demand_manager(interaction: Interaction) -> None:
    """Raise Forbidden("theme_managers_only") for who does not manage the server."""
    if not interaction.permissions.manage_guild:
        raise Forbidden("theme_managers_only")
