"""What watchlists need of the bot behind an interaction, and of the interaction itself."""

from __future__ import annotations

from typing import Protocol, cast

from bot.domain.content import DEFAULT, Content
from bot.domain.watchlist import Owner, Whose
from bot.errors import NotFound
from bot.services.watchlist_imports import WatchlistImports
from bot.services.watchlists import Watchlists
from bot.ui.front import FindsFilms, Interaction, content, front, locale
from bot.ui.texts import Locale


class ListServices(Protocol):
    """The services behind watchlists."""

    @property
    def films(self) -> FindsFilms: ...  # noqa: D102  # named by its type
    @property
    def watchlists(self) -> Watchlists: ...  # noqa: D102  # named by its type
    @property
    def watchlist_imports(self) -> WatchlistImports: ...  # noqa: D102  # named by its type


def services(interaction: Interaction) -> ListServices:
    """The services of the bot an interaction belongs to."""
    return cast(ListServices, front(interaction).services)


def guild_of(interaction: Interaction) -> int:
    """The server. Raises NotFound("server_only")."""
    if interaction.guild_id is None:
        raise NotFound("server_only")
    return interaction.guild_id


async def for_everyone(interaction: Interaction) -> tuple[Locale, Content]:
    """Sentences and content for a page that everyone on the server sees: in the server's language where it chose one.

    A server that never chose cannot be told from one that chose English; its pages speak as whoever acts does.
    """
    bot = front(interaction)
    language = (await bot.services.servers.get(guild_of(interaction))).language
    if language == DEFAULT:
        return locale(interaction), content(interaction)
    return bot.texts(language), bot.services.library.of(language)


def owner_of(interaction: Interaction, whose: Whose) -> Owner:
    """Whose list is meant: this server's, or that of the person who acts."""
    return Owner(whose, guild_of(interaction) if whose is Whose.SERVER else interaction.user.id)


def manages(interaction: Interaction) -> bool:
    """Whether the person may tidy up after others: Manage Server or Manage Messages."""
    return interaction.permissions.manage_guild or interaction.permissions.manage_messages


def list_name(owner: Owner, texts: Locale) -> str:
    """What a list is called in a sentence to whoever acts."""
    return texts.get("watchlist.server_list" if owner.whose is Whose.SERVER else "watchlist.own_list")
