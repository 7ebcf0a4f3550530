"""Which film is meant for a watchlist: a menu for several of one title, buttons for near misses and the title itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.domain.film import Film
from bot.errors import BadInput, SeveralFilms, UnknownFilm
from bot.ui.answers import answer, thinking
from bot.ui.errors import called
from bot.ui.film_choice import value_of
from bot.ui.front import Interaction, content, front, locale
from bot.ui.items import SalonItem
from bot.ui.limits import CHOICE, CHOICES, CUSTOM_ID, LABEL, cut
from bot.ui.watchlist_deeds import carry_out
from bot.ui.watchlist_front import owner_of, services
from bot.ui.watchlist_wish import WISH, ListWish


class ListFilmButton(SalonItem, template=rf"v1:wl:pick:{WISH}:(?P<by>id|title):(?P<film>.+)"):
    """Does what was wished with a film, or with a title that nobody knows."""

    @classmethod
    def made(cls, wish: ListWish, film: Film, label: str | None = None) -> ListFilmButton | None:
        """A button for a film, by its title where it is not listed; None where it does not fit into an id."""
        named = film.id if film.listed else film.label
        custom_id = f"{cls._begins(wish, listed=film.listed)}{named}"
        if len(custom_id) > CUSTOM_ID:
            return None
        return cls(discord.ui.Button[Any](label=cut(label or film.label, LABEL), custom_id=custom_id))

    @classmethod
    def longest_title(cls, wish: ListWish) -> int:
        """How many characters of a title, with its year, fit into a button."""
        return CUSTOM_ID - len(cls._begins(wish, listed=False))

    @staticmethod
    def _begins(wish: ListWish, *, listed: bool) -> str:
        return f"v1:wl:pick:{wish.code}:{'id' if listed else 'title'}:"

    async def pressed(self, interaction: Interaction) -> None:
        """Do it."""
        await thinking(interaction)
        wish, film = ListWish.of(self.said), self.said["film"]
        if self.said["by"] == "title":
            await carry_out(interaction, services(interaction).films.unlisted(film), wish, private=True)
        else:
            await _chosen(interaction, film, wish)


class ListFilmMenu(SalonItem, template=rf"v1:wl:which:{WISH}"):
    """A menu of films that share a title."""

    @classmethod
    def made(cls, wish: ListWish, films: Sequence[Film], placeholder: str) -> ListFilmMenu:
        """A menu of at most 25 films."""
        options = [
            discord.SelectOption(
                label=cut(film.label, CHOICE), value=film.id, description=cut(", ".join(film.directors), CHOICE) or None
            )
            for film in films
            if len(film.id) <= CHOICE
        ]
        custom_id = f"v1:wl:which:{wish.code}"
        select = discord.ui.Select[Any](custom_id=custom_id, options=options[:CHOICES], placeholder=placeholder)
        return cls(select)

    async def pressed(self, interaction: Interaction) -> None:
        """Do it with the film that was chosen."""
        await thinking(interaction)
        await _chosen(interaction, value_of(interaction), ListWish.of(self.said))


async def offer(interaction: Interaction, error: UnknownFilm | SeveralFilms, wish: ListWish) -> None:
    """Ask in private which film is meant."""
    texts, error = locale(interaction), called(error, content(interaction))
    view = discord.ui.View(timeout=None)
    said = [front(interaction).presenter.sentence(error, texts, f"interaction={interaction.id}")]
    if isinstance(error, SeveralFilms):
        view.add_item(ListFilmMenu.made(wish, error.films, texts.get("film.choose")))
    else:
        for film in error.near[:3]:
            if (button := ListFilmButton.made(wish, film)) is not None:
                view.add_item(button)
        if (button := _anyway(interaction, error.title, wish)) is not None:
            view.add_item(button)
        else:
            said.append(texts.get("film.too_long_as_typed", limit=ListFilmButton.longest_title(wish)))
    await answer(interaction, " ".join(said), view if view.children else None)


def _anyway(interaction: Interaction, title: str, wish: ListWish) -> ListFilmButton | None:
    """A button for the title itself, where it can be one."""
    try:
        film = services(interaction).films.unlisted(title)
    except BadInput:
        return None
    return ListFilmButton.made(wish, film, locale(interaction).get("watchlist.anyway", title=cut(title, 50)))


async def _chosen(interaction: Interaction, film_id: str, wish: ListWish) -> None:
    """A film that only the list knows is taken from there, any other from where films are known."""
    on_list = await services(interaction).watchlists.on_list(owner_of(interaction, wish.whose), film_id)
    try:
        film = on_list or await services(interaction).films.resolve(film_id)
    except UnknownFilm as error:
        raise called(error, content(interaction)) from error
    await carry_out(interaction, film, wish, private=True)
