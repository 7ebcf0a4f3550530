"""Which film is meant: buttons for near misses, a menu for several of one title, and what is then done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import discord

from bot.domain.film import Film
from bot.domain.watchlist import Whose
from bot.errors import SeveralFilms, UnknownFilm
from bot.ui.answers import answer, thinking
from bot.ui.errors import called
from bot.ui.film_pages import show_film, show_history, show_themes, talked_about
from bot.ui.front import Interaction, content, front, locale
from bot.ui.items import SalonItem
from bot.ui.limits import CHOICE, CHOICES, CUSTOM_ID, LABEL, cut
from bot.ui.nominating import nominate
from bot.ui.starting import Wish, open_salon
from bot.ui.texts import Locale
from bot.ui.watchlist_deeds import carry_out
from bot.ui.watchlist_wish import ListWish

_WISH = r"(?P<lens>[a-z-]+):(?P<spoilers>all|half|none):(?P<language>[A-Za-z-]+)"
_PUBLIC = frozenset({"show"})


class FilmButton(
    SalonItem, template=rf"v1:film:(?P<do>start|anyway|show|themes|history|list|nominate):{_WISH}:(?P<film>.+)"
):
    """Opens a salon on a film or on a title nobody knows, shows the film or its themes, lists or nominates it here."""

    @classmethod
    def made(cls, do: str, film: str, label: str, wish: Wish, *, first: bool = False) -> FilmButton:
        """A button; ``film`` is an id, or for "anyway" a title. ``first`` marks the likeliest choice."""
        style = discord.ButtonStyle.primary if first else discord.ButtonStyle.secondary
        custom_id = f"v1:film:{do}:{wish.code}:{film}"[:CUSTOM_ID]
        return cls(discord.ui.Button[Any](label=cut(label, LABEL), style=style, custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Do it."""
        await thinking(interaction, private=self.said["do"] not in _PUBLIC)
        if self.said["do"] == "anyway":
            film = front(interaction).services.films.unlisted(self.said["film"])
            await open_salon(interaction, film, Wish.of(self.said))
            return
        await choose(interaction, self.said["do"], self.said["film"], Wish.of(self.said))


class FilmMenu(SalonItem, template=rf"v1:films:(?P<do>start|show|themes|history|nominate|list):{_WISH}"):
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
        await thinking(interaction, private=self.said["do"] not in _PUBLIC)
        await choose(interaction, self.said["do"], value_of(interaction), Wish.of(self.said))


async def choose(interaction: Interaction, do: str, typed: str, wish: Wish | None = None) -> None:
    """Do something with the film that was typed, or ask which film is meant. The interaction is deferred already.

    ``do`` is "start" (open a salon as wished), "show" (its card), "themes", "history", "list" (put it on this server's
    watchlist), or "nominate" (for a screening, without a reason).
    """
    wish = wish or Wish()
    try:
        film = await front(interaction).services.films.resolve(typed)
    except (UnknownFilm, SeveralFilms) as error:
        if do == "history" and isinstance(error, UnknownFilm) and await talked_about(interaction, typed):
            return
        await offer(interaction, error, do, wish)
        return
    if do == "start":
        await open_salon(interaction, film, wish)
    elif do == "show":
        await show_film(interaction, film, card_buttons(film, locale(interaction)), private=False)
    elif do == "list":
        await carry_out(interaction, film, ListWish("add", Whose.SERVER), private=True)
    elif do == "nominate":
        await nominate(interaction, film)
    elif do == "themes":
        await show_themes(interaction, film)
    else:
        await show_history(interaction, film)


async def find(interaction: Interaction, typed: str) -> None:
    """Show everyone the card of the film that was typed; ask in private which one is meant.

    What is at hand is looked through before the interaction is answered, since only then is it known whether the answer
    is for everyone. A film that only a source outside knows is shown in private, with a button that shows it to all.
    """
    films = front(interaction).services.films
    try:
        film = await films.at_hand(typed)
    except SeveralFilms as error:
        await thinking(interaction)
        await offer(interaction, error, "show", Wish())
        return
    await thinking(interaction, private=film is None)
    texts = locale(interaction)
    if film is not None:
        await show_film(interaction, film, card_buttons(film, texts), private=False)
        return
    try:
        film = await films.resolve(typed)
    except (UnknownFilm, SeveralFilms) as error:
        await offer(interaction, error, "show", Wish())
        return
    everyone = FilmButton.made("show", film.id, texts.get("film.show_button"), Wish())
    await show_film(interaction, film, (*card_buttons(film, texts), everyone), private=True)


def card_buttons(film: Film, texts: Locale) -> Sequence[discord.ui.Item[Any]]:
    """What one can do with a film from its card."""
    deeds = ["start", "nominate", "list", *(["themes"] if film.themes else [])]
    return [FilmButton.made(do, film.id, texts.get(f"film.{do}_button"), Wish(), first=do == "start") for do in deeds]


async def offer(interaction: Interaction, error: UnknownFilm | SeveralFilms, do: str, wish: Wish) -> None:
    """Ask which film is meant: a menu where several have the title, buttons for near misses where none has."""
    texts, error = locale(interaction), called(error, content(interaction))
    view = discord.ui.View(timeout=None)
    if isinstance(error, SeveralFilms):
        view.add_item(FilmMenu.made(do, error.films, texts.get("film.choose"), wish))
    else:
        for film in error.near[:3]:
            view.add_item(FilmButton.made(do, film.id, film.label, wish))
        anyway = FilmButton.made("anyway", error.title, texts.get("film.anyway", title=cut(error.title, 50)), wish)
        # A title that does not fit into a button would open a salon on half of it.
        if do == "start" and anyway.custom_id.endswith(f":{error.title}"):
            view.add_item(anyway)
    text = front(interaction).presenter.sentence(error, texts, f"interaction={interaction.id}")
    await answer(interaction, text, view if view.children else None)


def value_of(interaction: Interaction) -> str:
    """What was chosen in a menu; discord.py types the data of all kinds of interaction as one."""
    data = cast(dict[str, Any], interaction.data)
    return str(data["values"][0])


ITEMS = (FilmButton, FilmMenu)
