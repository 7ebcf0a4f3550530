"""Which film is meant: buttons for near misses, a menu for several of one title, and what pressing them does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import discord

from bot.domain.film import Film
from bot.errors import SeveralFilms, UnknownFilm
from bot.ui.answers import answer, thinking
from bot.ui.cards import film_card
from bot.ui.front import Interaction, front, locale
from bot.ui.items import SalonItem
from bot.ui.limits import CHOICE, CHOICES, CUSTOM_ID, LABEL, cut
from bot.ui.starting import Wish, open_salon

_WISH = r"(?P<lens>[a-z-]+):(?P<spoilers>all|half|none):(?P<language>[A-Za-z-]+)"


class FilmButton(SalonItem, template=rf"v1:film:(?P<do>start|anyway|show):{_WISH}:(?P<film>.+)"):
    """Opens a salon on a film, or on a title nobody knows, or shows the film."""

    @classmethod
    def made(cls, do: str, film: str, label: str, wish: Wish, *, first: bool = False) -> FilmButton:
        """A button; ``film`` is an id, or for "anyway" a title. ``first`` marks the likeliest choice."""
        style = discord.ButtonStyle.primary if first else discord.ButtonStyle.secondary
        custom_id = f"v1:film:{do}:{wish.code}:{film}"[:CUSTOM_ID]
        return cls(discord.ui.Button[Any](label=cut(label, LABEL), style=style, custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Do it."""
        await thinking(interaction, private=self.said["do"] != "show")
        films = front(interaction).services.films
        if self.said["do"] == "anyway":
            await open_salon(interaction, films.unlisted(self.said["film"]), Wish.of(self.said))
            return
        await _chosen(interaction, self.said["do"], self.said["film"], Wish.of(self.said))


class FilmMenu(SalonItem, template=rf"v1:films:(?P<do>start|show):{_WISH}"):
    """A menu of films that share a title."""

    @classmethod
    def made(cls, do: str, films: Sequence[Film], placeholder: str, wish: Wish) -> FilmMenu:
        """A menu of at most 25 films."""
        options = [
            discord.SelectOption(
                label=cut(film.label, CHOICE),
                value=film.id[:CHOICE],
                description=cut(", ".join(film.directors), CHOICE) or None,
            )
            for film in films[:CHOICES]
        ]
        custom_id = f"v1:films:{do}:{wish.code}"
        return cls(discord.ui.Select[Any](custom_id=custom_id, options=options, placeholder=cut(placeholder, CHOICE)))

    async def pressed(self, interaction: Interaction) -> None:
        """Do it with the film that was chosen."""
        await thinking(interaction, private=self.said["do"] != "show")
        await _chosen(interaction, self.said["do"], _value(interaction), Wish.of(self.said))


async def begin(interaction: Interaction, typed: str, wish: Wish) -> None:
    """Open a salon on the film that was typed, or ask which film is meant. The interaction is deferred already."""
    try:
        film = await front(interaction).services.films.resolve(typed)
    except (UnknownFilm, SeveralFilms) as error:
        await offer(interaction, error, "start", wish)
        return
    await open_salon(interaction, film, wish)


async def show(interaction: Interaction, typed: str) -> None:
    """Show the card of the film that was typed, or ask which film is meant. The interaction is deferred already."""
    try:
        film = await front(interaction).services.films.resolve(typed)
    except (UnknownFilm, SeveralFilms) as error:
        await offer(interaction, error, "show", Wish())
        return
    texts = locale(interaction)
    names = front(interaction).services.bank.themes
    themes = [names[theme].name for theme in film.themes if theme in names]
    button = FilmButton.made("start", film.id, texts.get("film.start_button"), Wish(), first=True)
    await answer(interaction, view=film_card(film, themes, texts, button), private=False)


async def offer(interaction: Interaction, error: UnknownFilm | SeveralFilms, do: str, wish: Wish) -> None:
    """Ask which film is meant: a menu where several have the title, buttons for near misses where none has."""
    texts = locale(interaction)
    view = discord.ui.View(timeout=None)
    if isinstance(error, SeveralFilms):
        view.add_item(FilmMenu.made(do, error.films, texts.get("film.choose"), wish))
    else:
        for film in error.near[:3]:
            view.add_item(FilmButton.made(do, film.id, film.label, wish))
        if do == "start":
            label = texts.get("film.anyway", title=cut(error.title, 50))
            view.add_item(FilmButton.made("anyway", error.title, label, wish))
    text = front(interaction).presenter.sentence(error, texts, f"interaction={interaction.id}")
    await answer(interaction, text, view if view.children else None)


async def _chosen(interaction: Interaction, do: str, film_id: str, wish: Wish) -> None:
    if do == "show":
        await show(interaction, film_id)
    else:
        await begin(interaction, film_id, wish)


def _value(interaction: Interaction) -> str:
    """What was chosen in a menu; discord.py types the data of all kinds of interaction as one."""
    data = cast(dict[str, Any], interaction.data)
    return str(data["values"][0])


ITEMS = (FilmButton, FilmMenu)
