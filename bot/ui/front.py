"""What a button, a menu or an error needs of its bot, as Protocols; the bot itself is in ``bot.client``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

import discord

from bot.domain.content import Content, Library
from bot.domain.film import Film
from bot.domain.film_card import FilmCard
from bot.domain.salon import Salon
from bot.domain.spoiler import Horizon
from bot.domain.turn import SalonId
from bot.ports import ServerSettings
from bot.services.film_shelf import PastSalon, Wanted
from bot.ui.errors import ErrorPresenter
from bot.ui.texts import Locale, Texts

Interaction = discord.Interaction[Any]


class OpensSalons(Protocol):
    """The service that opens salons."""

    async def start(
        self,
        *,
        guild_id: int,
        parent_id: int,
        film: Film,
        opened_by: int,
        lens: str | None = None,
        horizon: Horizon = ...,
        language: str | None = None,
    ) -> Salon:
        """Open a salon. Raises Conflict or Forbidden."""
        ...

    async def start_alone(
        self, *, guild_id: int, parent_id: int, film: Film, opened_by: int, horizon: Horizon = ...
    ) -> Salon:
        """The same, unless one on that film goes on in that place. Raises Conflict or Forbidden."""
        ...

    async def known(self, guild_id: int, salon_id: SalonId) -> Salon:
        """A salon of a server. Raises NotFound."""
        ...


class FindsFilms(Protocol):
    """The service that knows films."""

    async def at_hand(self, typed: str) -> Film | None:
        """The film that was typed, if it is known without asking outside. Raises SeveralFilms or BadInput."""
        ...

    async def card(self, film: Film, region: str) -> FilmCard:
        """All that is known of a film; an empty region means the one that is set."""
        ...

    async def resolve(self, typed: str) -> Film:
        """The film of an id or a typed title. Raises UnknownFilm or SeveralFilms."""
        ...

    async def suggest(self, typed: str) -> Sequence[Film]:
        """Films for autocomplete, best first; nothing outside is asked."""
        ...

    def unlisted(self, title: str) -> Film:
        """A film known by title only."""
        ...


class BrowsesFilms(Protocol):
    """The house's own films, and what a server did with them."""

    async def at_random(self, guild_id: int, wanted: Wanted) -> Film:
        """A film of that kind. Raises BadInput or NotFound."""
        ...

    def neighbours(self, film: Film) -> Sequence[tuple[Film, Sequence[str]]]:
        """Films that share themes with this one, and which."""
        ...

    async def history(self, guild_id: int, film: Film, limit: int = ...) -> Sequence[PastSalon]:
        """A server's salons on a film, newest first."""
        ...


class KnowsServers(Protocol):
    """The service that keeps what a server chose."""

    async def get(self, guild_id: int) -> ServerSettings:
        """The server's settings."""
        ...


class FrontServices(Protocol):
    """The services behind buttons and menus."""

    @property
    def salons(self) -> OpensSalons: ...  # noqa: D102  # named by its type
    @property
    def films(self) -> FindsFilms: ...  # noqa: D102  # named by its type
    @property
    def shelf(self) -> BrowsesFilms: ...  # noqa: D102  # named by its type
    @property
    def servers(self) -> KnowsServers: ...  # noqa: D102  # named by its type
    @property
    def library(self) -> Library: ...  # noqa: D102  # named by its type


class Front(Protocol):
    """The bot, as far as rendering needs it."""

    @property
    def presenter(self) -> ErrorPresenter: ...  # noqa: D102  # named by its type
    @property
    def texts(self) -> Texts: ...  # noqa: D102  # named by its type
    @property
    def services(self) -> FrontServices: ...  # noqa: D102  # named by its type


def front(interaction: Interaction) -> Front:
    """The bot an interaction belongs to."""
    return cast(Front, interaction.client)


def content(interaction: Interaction) -> Content:
    """What the host knows and says, in the language of the person who acts, where it speaks it."""
    return front(interaction).services.library.of(str(interaction.locale))


def locale(interaction: Interaction) -> Locale:
    """The sentences in the language of the person who acts, where that language exists."""
    return front(interaction).texts(str(interaction.locale))
