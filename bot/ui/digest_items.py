"""The buttons of a digest, which work after a restart: a salon's recap, where a theme was talked about, and talking on.

A film is known by its id, or by the title that somebody typed; the film of an open question by the salon that left it open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.domain.film import Film
from bot.domain.theme import LONGEST_ID
from bot.domain.turn import SalonId
from bot.errors import SeveralFilms, Unavailable, UnknownFilm
from bot.ui.answers import thinking
from bot.ui.film_choice import offer, value_of
from bot.ui.front import Interaction, front
from bot.ui.items import SalonItem
from bot.ui.limits import CHOICE, CHOICES, cut
from bot.ui.recap_pages import show_past
from bot.ui.starting import Wish, open_once
from bot.ui.texts import Locale
from bot.ui.theme_trace import show_trace
from bot.ui.watchlist_front import guild_of

_TYPED = "typed:"  # before the title of a film that is known by it alone


class DigestRecap(SalonItem, template=r"v1:digest:recap:(?P<salon>\d{1,18})"):
    """Shows a salon's record to whoever may see the salon."""

    @classmethod
    def made(cls, salon_id: SalonId, texts: Locale) -> DigestRecap:
        """The button for a salon."""
        label = texts.get("digest.recap_button")
        return cls(discord.ui.Button[Any](label=label, custom_id=f"v1:digest:recap:{salon_id}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Show it in private."""
        await thinking(interaction)
        await show_past(interaction, SalonId(int(self.said["salon"])))


class DigestTrace(SalonItem, template=rf"v1:digest:trace:(?P<theme>[a-z0-9-]{{1,{LONGEST_ID + 20}}})"):
    """Follows a theme through the salons."""

    @classmethod
    def made(cls, theme: str, texts: Locale) -> DigestTrace:
        """The button for a theme."""
        label = texts.get("digest.trace_button")
        return cls(discord.ui.Button[Any](label=label, custom_id=f"v1:digest:trace:{theme}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Show it in private."""
        await thinking(interaction)
        await show_trace(interaction, self.said["theme"])


class DigestAgain(SalonItem, template=r"v1:digest:again:(?P<salon>\d{1,18})"):
    """Opens another salon on the film of one that left something open, in its channel, so that it begins with that."""

    @classmethod
    def made(cls, salon_id: SalonId, texts: Locale) -> DigestAgain:
        """The button beside an open question."""
        label = texts.get("digest.open_button")
        return cls(discord.ui.Button[Any](label=label, custom_id=f"v1:digest:again:{salon_id}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Open it, or say where one goes on already."""
        await thinking(interaction)
        services, salon_id = front(interaction).services, SalonId(int(self.said["salon"]))
        earlier = await services.salons.known(guild_of(interaction), salon_id)
        film = earlier.film
        if film.listed:
            try:
                film = await services.films.resolve(film.id)
            except (UnknownFilm, SeveralFilms, Unavailable):
                film = earlier.film  # no longer in the catalogue, or its source is away: as it was known then
        await open_once(interaction, film, earlier.parent_id)


class DigestFilms(SalonItem, template=r"v1:digest:films"):
    """Opens a salon on a film of the week."""

    @classmethod
    def made(cls, films: Sequence[Film], texts: Locale) -> DigestFilms | None:
        """A menu of films, each once; none where no film has a name that an option can hold."""
        options = {
            value: discord.SelectOption(label=cut(film.label, CHOICE), value=value)
            for film in films
            if len(value := _value(film)) <= CHOICE
        }
        if not options:
            return None
        placeholder, shown = cut(texts.get("digest.open_menu"), CHOICE), [*options.values()][:CHOICES]
        return cls(discord.ui.Select[Any](custom_id="v1:digest:films", options=shown, placeholder=placeholder))

    async def pressed(self, interaction: Interaction) -> None:
        """Open it, or say where one goes on already."""
        await thinking(interaction)
        films, value = front(interaction).services.films, value_of(interaction)
        if value.startswith(_TYPED):
            await open_once(interaction, films.unlisted(value.removeprefix(_TYPED)))
            return
        try:
            film = await films.resolve(value)
        except (UnknownFilm, SeveralFilms) as error:
            await offer(interaction, error, "start", Wish())
            return
        await open_once(interaction, film)


def _value(film: Film) -> str:
    return film.id if film.listed else f"{_TYPED}{film.label}"


DIGEST_ITEMS = (DigestRecap, DigestTrace, DigestAgain, DigestFilms)
