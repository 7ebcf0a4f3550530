"""Carrying out what somebody wants done to a watchlist, and the answer to it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.film import Film
from bot.domain.rating import Stars, drawn
from bot.domain.watchlist import Done, Whose
from bot.errors import SalonError
from bot.ui.answers import answer
from bot.ui.errors import about
from bot.ui.front import Interaction, content, locale
from bot.ui.marks import plain
from bot.ui.texts import Locale
from bot.ui.watchlist_front import list_name, manages, owner_of, services
from bot.ui.watchlist_undo import with_undo
from bot.ui.watchlist_wish import ListWish


async def carry_out(interaction: Interaction, film: Film, wish: ListWish, *, private: bool = False) -> None:
    """Do as wished with a film and say so, with a button that takes it back.

    One's own list is answered in private whatever ``private`` says, and so is what changed nothing.
    """
    owner, by = owner_of(interaction, wish.whose), interaction.user.id
    lists, texts, told = services(interaction).watchlists, locale(interaction), content(interaction).told
    try:
        if wish.do == "add":
            done = await lists.add(owner, film, by)
        elif wish.do == "see":
            done = await lists.see(owner, film, by, wish.stars)
        else:
            done = await lists.remove(owner, film, by, manager=manages(interaction))
    except SalonError as error:
        raise about(told(film), error) from None
    private = private or wish.whose is Whose.MINE or done.change is None
    said = done_text(replace(done, film=told(done.film)), wish, texts)
    await answer(interaction, said, with_undo(done.change, texts), private=private)


def done_text(done: Done, wish: ListWish, texts: Locale) -> str:
    """What was done, or that it was so already."""
    film, named = plain(done.film.label), list_name(done.owner, texts)
    if wish.do == "remove":
        return texts.get("watchlist.removed", film=film, list=named)
    if wish.do == "see":
        return _seen_text(done, wish.stars, film, named, texts)
    if done.change is not None:
        return texts.get("watchlist.added", film=film, list=named)
    return texts.get("watchlist.there_seen" if done.seen else "watchlist.there", film=film, list=named)


def _seen_text(done: Done, wished: Stars | None, film: str, named: str, texts: Locale) -> str:
    stars = drawn(done.stars) if done.stars else ""
    if done.change is None:
        if stars:
            return texts.get("watchlist.rated_already", film=film, list=named, stars=stars)
        return texts.get("watchlist.seen_already", film=film, list=named)
    if wished is None:
        return texts.get("watchlist.seen", film=film, list=named)
    if done.before is not None and done.before != wished:
        return texts.get("watchlist.rated_anew", film=film, stars=stars, before=drawn(done.before))
    return texts.get("watchlist.seen_rated", film=film, list=named, stars=stars)
