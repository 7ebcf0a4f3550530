"""Nominating the film that was typed, or asking in private which one is meant."""

from __future__ import annotations

from typing import Any

import discord

from bot.errors import BadInput, SeveralFilms, UnknownFilm
from bot.ui.answers import answer, thinking
from bot.ui.errors import called
from bot.ui.film_choice import FilmButton, offer
from bot.ui.front import Interaction, content, front, locale
from bot.ui.items import SalonItem
from bot.ui.limits import CUSTOM_ID, LABEL, cut
from bot.ui.nominating import nominate
from bot.ui.nomination_front import services
from bot.ui.starting import Wish

_BEGINS = "v1:party:title:"
LONGEST_TITLE = CUSTOM_ID - len(_BEGINS)
"""Characters of a title, with its year, that can be nominated as it is typed: a button holds it."""


class TitleButton(SalonItem, template=rf"{_BEGINS}(?P<title>.+)"):
    """Nominates a title that nobody knows."""

    @classmethod
    def made(cls, title: str, label: str) -> TitleButton:
        """A button for a title of at most LONGEST_TITLE characters."""
        return cls(discord.ui.Button[Any](label=cut(label, LABEL), custom_id=f"{_BEGINS}{title}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Do it."""
        await thinking(interaction)
        await nominate(interaction, services(interaction).films.unlisted(self.said["title"]))


async def nominate_typed(interaction: Interaction, typed: str, reason: str | None) -> None:
    """Nominate it. The interaction is deferred already. Where it has to ask back, the reason is not kept."""
    try:
        film = await services(interaction).films.resolve(typed)
    except SeveralFilms as error:
        await offer(interaction, error, "nominate", Wish())
        return
    except UnknownFilm as error:
        await _ask(interaction, error)
        return
    await nominate(interaction, film, reason)


async def _ask(interaction: Interaction, error: UnknownFilm) -> None:
    """Ask in private whether a near miss is meant, or the title as it is typed."""
    texts, view, error = locale(interaction), discord.ui.View(timeout=None), called(error, content(interaction))
    said = [front(interaction).presenter.sentence(error, texts, f"interaction={interaction.id}")]
    for film in error.near[:3]:
        view.add_item(FilmButton.made("nominate", film.id, film.label, Wish()))
    if (title := _title(interaction, error.title)) is None:
        said.append(texts.get("film.too_long_as_typed", limit=LONGEST_TITLE))
    else:
        view.add_item(TitleButton.made(title, texts.get("party.anyway", title=cut(error.title, 50))))
    await answer(interaction, " ".join(said), view if view.children else None)


def _title(interaction: Interaction, typed: str) -> str | None:
    """The title with its year, where a button can hold it."""
    try:
        label = services(interaction).films.unlisted(typed).label
    except BadInput:
        return None
    return label if len(label) <= LONGEST_TITLE else None
