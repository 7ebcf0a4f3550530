"""The screenings ahead as part of lists, and as choices to type."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from discord import app_commands

from bot.domain.screening import Screening
from bot.ui.completion import film_choices, plainly
from bot.ui.front import Interaction, content, locale
from bot.ui.limits import CHOICE, CHOICES, cut
from bot.ui.screening_card import line_of
from bot.ui.screening_front import services
from bot.ui.seeing import everybody_sees, sees
from bot.ui.texts import Locale
from bot.ui.watchlist_front import guild_of
from bot.ui.when import told

_LISTED = 5


async def ahead_text(interaction: Interaction, texts: Locale) -> str:
    """What is going on and what is to come, for everyone who reads the channel; empty where there is nothing."""
    here = getattr(interaction.channel, "parent_id", None) or interaction.channel_id
    found = [
        one
        for one in await services(interaction).screenings.all_shown(guild_of(interaction))
        if one.screening.parent_id == here or everybody_sees(interaction, one.screening.parent_id)
    ]
    if not found:
        return ""
    lines = [texts.get("screening.list_heading"), *(f"- {line_of(one, texts)}" for one in found[:_LISTED])]
    if len(found) > _LISTED:
        lines.append(texts.get("screening.list_more", n=len(found) - _LISTED))
    return "\n".join(lines)


async def likely_films(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Films to plan a screening of: what won the last ballot, what is nominated, best supported first, then any film."""
    winner = await services(interaction).ballots.winner(guild_of(interaction))
    won = [winner] if winner is not None and plainly(typed) in plainly(content(interaction).told(winner).label) else []
    nominated = await services(interaction).nominations.suggest(guild_of(interaction), typed)
    found = [*won, *nominated, *(await services(interaction).films.suggest(typed) if typed.strip() else ())]
    return film_choices(list({film.id: film for film in found}.values()), content(interaction))


async def screening_choices(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Screenings ahead in channels that the person sees, in whose films the text occurs; the value is the id."""
    wanted, told_by = plainly(typed), content(interaction).told
    ahead = await services(interaction).screenings.ahead(guild_of(interaction))
    seen: Sequence[Screening] = [one for one in ahead if sees(interaction, one.parent_id)]
    named = [(told_by(one.film), one) for one in seen]
    texts = locale(interaction)
    return [
        app_commands.Choice(
            name=cut(f"{film.label} · {told(one.starts_at, ZoneInfo(one.zone), texts.code)}", CHOICE), value=str(one.id)
        )
        for film, one in named
        if wanted in plainly(film.label)
    ][:CHOICES]
