"""What was left open the last time a film was talked about: where the next salon on it can go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.evidence import gathered
from bot.domain.recap import ItemKind
from bot.domain.salon import Salon, SalonState
from bot.domain.spoiler import EVERYTHING
from bot.domain.theme import Theme, Verdict
from bot.domain.turn import Utterance
from bot.ports import UnitOfWork

_LOOKED_THROUGH = 20  # salons on the film


async def left_open(uow: UnitOfWork, salon: Salon, known: Mapping[str, Theme]) -> str | None:
    """The name of the theme that the last salon on this film in the same channel left open, if it can be told.

    Nobody's words are repeated, since they may be withdrawn. None for people who have not seen all of the film.
    """
    if salon.horizon != EVERYTHING:
        return None
    earlier = await uow.salons.on_film(salon.guild_id, [salon.film.id], _LOOKED_THROUGH)
    here = (one for one in earlier if one.parent_id == salon.parent_id and one.state is SalonState.CLOSED)
    last = next((one for one in here if one.id != salon.id), None)
    recap = await uow.recaps.get(last.id) if last is not None else None
    if last is None or recap is None:
        return None
    turns = {turn for item in recap.items if item.kind is ItemKind.OPEN for turn in item.turns}
    said = await uow.themes.judged(salon.guild_id, salon.film.id)
    tags = [tag for tag in await uow.themes.of_salon(last.id) if tag.turn_id in turns]
    fit = (one.theme for one in gathered(tags) if one.theme in known and said.get(one.theme) is not Verdict.REJECTED)
    return next((known[theme].name for theme in fit), None)


def recalling(opening: Utterance, theme: str | None, form: str) -> Utterance:
    """An opening that begins with what was left open, in the words of ``form``, around ``{theme}``."""
    return opening if theme is None else replace(opening, text=f"{form.format(theme=theme)} {opening.text}")
