"""Nominating the film that was typed, or asking in private which one is meant."""

from __future__ import annotations

from bot.errors import SeveralFilms, UnknownFilm
from bot.ui.film_choice import offer
from bot.ui.front import Interaction
from bot.ui.nominating import nominate
from bot.ui.nomination_front import services
from bot.ui.starting import Wish


async def nominate_typed(interaction: Interaction, typed: str, reason: str | None) -> None:
    """Nominate it. The interaction is deferred already. Where it has to ask back, the reason is not kept."""
    try:
        film = await services(interaction).films.resolve(typed)
    except (UnknownFilm, SeveralFilms) as error:
        await offer(interaction, error, "nominate", Wish())
        return
    await nominate(interaction, film, reason)
