"""Reading a plan back, and what stands in its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.screening import Screening
from bot.ui.front import Interaction, content, locale
from bot.ui.marks import moment, plain
from bot.ui.permissions import spelled
from bot.ui.screening_board import shows_to_all
from bot.ui.screening_front import services
from bot.ui.screening_words import repeats, when
from bot.ui.texts import Locale
from bot.ui.when import told


async def read_back(interaction: Interaction, draft: Screening, at: datetime) -> list[str]:
    """A plan in a few lines: film, moment in its planner's zone and as each reader's Discord shows it, place, how often."""
    texts = locale(interaction)
    film = plain(content(interaction).told(draft.film).label)
    lines = [
        texts.get("schedule.read_back", film=film, when=told(at, ZoneInfo(draft.zone), texts.code)),
        texts.get("schedule.shown_as", when=moment(at, "F"), relative=moment(at, "R")),
        _place(draft, texts),
    ]
    if draft.repeat is not None:
        lines.append(texts.get("schedule.repeats", repeat=repeats(draft, texts), zone=draft.zone.replace("_", " ")))
    return [*lines, *await _warnings(interaction, replace(draft, starts_at=at), texts)]


def _place(draft: Screening, texts: Locale) -> str:
    parent = f"<#{draft.parent_id}>"
    if draft.venue_id is None:
        return texts.get("schedule.parent", parent=parent)
    if draft.venue_id == draft.parent_id:
        return texts.get("schedule.venue_here", channel=parent)
    return texts.get("schedule.venue", channel=f"<#{draft.venue_id}>", parent=parent)


async def _warnings(interaction: Interaction, draft: Screening, texts: Locale) -> list[str]:
    """What its planner should know before they confirm."""
    found = []
    other = await services(interaction).screenings.in_the_way(draft)
    if other is not None:
        found.append(texts.get("schedule.in_the_way", film=plain(other.film.label), when=when(other)))
    guild = interaction.guild
    if guild is not None and not (guild.me.guild_permissions.create_events or guild.me.guild_permissions.manage_events):
        found.append(texts.get("schedule.no_events", permission=spelled(texts, ["create_events"])))
    elif guild is not None and draft.venue_id is None and not shows_to_all(guild, draft.parent_id):
        found.append(texts.get("schedule.no_event_for_all", channel=f"<#{draft.parent_id}>"))
    if draft.film.runtime is None:
        found.append(texts.get("schedule.no_runtime"))
    return found
