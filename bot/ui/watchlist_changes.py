"""Changing a watchlist from a command: which film is meant, and whether everyone sees the answer."""

from __future__ import annotations

from bot.domain.film import Film
from bot.errors import NotFound, SeveralFilms, UnknownFilm
from bot.ui.answers import thinking
from bot.ui.front import Interaction
from bot.ui.watchlist_choice import offer
from bot.ui.watchlist_deeds import carry_out
from bot.ui.watchlist_front import owner_of, services
from bot.ui.watchlist_wish import ListWish


async def change_list(interaction: Interaction, typed: str, wish: ListWish) -> None:
    """Do as wished with the film that was typed, or ask in private which film is meant.

    A server's list is changed before everyone's eyes. Whether the answer is for everyone must be known before it is
    begun, and every refusal is private; so what is at hand is done without deferring (it asks nothing but the database),
    and what only a source outside knows is answered in private.
    """
    try:
        film = await _at_hand(interaction, typed, wish)
        if film is None:
            await thinking(interaction)
            film = await services(interaction).films.resolve(typed)
    except (UnknownFilm, SeveralFilms) as error:
        await offer(interaction, error, wish)
        return
    await carry_out(interaction, film, wish)


async def _at_hand(interaction: Interaction, typed: str, wish: ListWish) -> Film | None:
    """The film, if the list or the house knows it. Raises SeveralFilms, BadInput, or NotFound for one to remove."""
    if wish.do != "add":
        on_list = await services(interaction).watchlists.on_list(owner_of(interaction, wish.whose), typed)
        if on_list is not None:
            return on_list
    if wish.do == "remove":
        return await _on_list_by_another_title(interaction, typed, wish)
    return await services(interaction).films.at_hand(typed)


async def _on_list_by_another_title(interaction: Interaction, typed: str, wish: ListWish) -> Film:
    """The film of the list that the house knows by what was typed, though the list does not.

    Raises SeveralFilms with those on the list alone, or NotFound("watchlist_not_there").
    """
    owner = owner_of(interaction, wish.whose)
    try:
        film = await services(interaction).films.at_hand(typed)
        found = [film] if film is not None else []
    except SeveralFilms as error:
        found = list(await services(interaction).watchlists.those_on(owner, error.films))
    if len(found) > 1:
        raise SeveralFilms(typed, found)
    if not found:
        raise NotFound("watchlist_not_there", film=typed)
    return found[0]
