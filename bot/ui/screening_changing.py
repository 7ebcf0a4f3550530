"""Moving a screening and calling it off, and the private answers to that."""

from __future__ import annotations

from datetime import datetime

from bot.domain.film import Film
from bot.domain.screening import Screening, ScreeningId
from bot.errors import NotFound
from bot.ui.answers import answer
from bot.ui.front import Interaction, locale
from bot.ui.marks import plain
from bot.ui.screening_front import services
from bot.ui.screening_words import when
from bot.ui.seeing import is_let_in
from bot.ui.watchlist_front import guild_of


def manages(interaction: Interaction) -> bool:
    """Whether somebody may change what others planned."""
    return interaction.permissions.manage_guild or interaction.permissions.manage_events


async def meant(interaction: Interaction, typed: str | None) -> Screening:
    """The screening that was chosen; without a choice the only one there is, or one's own only one.

    One that is announced where the person is not let in is none to them, unless it is their own. Raises NotFound("no_screening"), NotFound("which_screening") or NotFound("screening_gone").
    """
    ahead = [
        one
        for one in await services(interaction).screenings.ahead(guild_of(interaction))
        if one.organiser == interaction.user.id or is_let_in(interaction, one.parent_id)
    ]
    if typed is None:
        own = [one for one in ahead if one.organiser == interaction.user.id]
        found = ahead if len(ahead) == 1 else own
        if len(found) == 1:
            return found[0]
        raise NotFound("which_screening" if ahead else "no_screening")
    chosen = next((one for one in ahead if str(one.id) == typed.strip()), None)
    if chosen is None:
        raise NotFound("screening_gone")
    return chosen


async def carry_out_move(
    interaction: Interaction, screening_id: ScreeningId, at: datetime, zone: str, *, series: bool
) -> None:
    """Move it, and say who is told. Raises what ``Screenings.move`` does."""
    change = await services(interaction).screenings.move(
        (await _here(interaction, screening_id)).id, interaction.user.id, manager=manages(interaction), starts_at=at,
        zone=zone, series=series,
    )  # fmt: skip
    texts, there = locale(interaction), change.screening
    key = "schedule.moved_all" if series else "schedule.moved"
    text = texts.get(key, film=plain(there.film.label), when=when(there))
    await answer(interaction, f"{text} {texts.get('schedule.told', n=change.told)}")


async def change_film(interaction: Interaction, screening: Screening, film: Film) -> Screening:
    """Put another film in its place, say who is told, and return the screening as it is now."""
    change = await services(interaction).screenings.move(
        screening.id, interaction.user.id, manager=manages(interaction), starts_at=screening.starts_at,
        zone=screening.zone, film=film,
    )  # fmt: skip
    texts, there = locale(interaction), change.screening
    text = texts.get("schedule.other_film", film=plain(there.film.label), when=when(there))
    await answer(interaction, f"{text} {texts.get('schedule.told', n=change.told)}")
    return there


async def call_off(interaction: Interaction, screening_id: ScreeningId, *, series: bool) -> None:
    """Call it off, and say who is told and what follows."""
    change = await services(interaction).screenings.cancel(
        (await _here(interaction, screening_id)).id, interaction.user.id, manager=manages(interaction), series=series
    )
    texts = locale(interaction)
    said = [
        texts.get("schedule.called_off", film=plain(change.screening.film.label)),
        texts.get("schedule.told", n=change.told),
    ]
    if change.following is not None:
        said.append(texts.get("schedule.following", when=when(change.following)))
    elif series:
        said.append(texts.get("schedule.series_ended"))
    await answer(interaction, " ".join(said))


async def _here(interaction: Interaction, screening_id: ScreeningId) -> Screening:
    """The screening, if it is this server's."""
    return (await services(interaction).screenings.shown(guild_of(interaction), screening_id)).screening
