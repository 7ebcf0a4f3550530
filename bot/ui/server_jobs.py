"""`/setup jobs`: what is coming up on a server, what was dropped as too late, and what was set aside, with a button."""

from __future__ import annotations

from collections import Counter
from typing import Any, Protocol, cast

import discord
from discord import app_commands

from bot.ports import JobId, ParkedJob
from bot.services.server_jobs import MOST_ASIDE, MOST_DROPPED, JobsOfServers, ServerJobs
from bot.ui.answers import answer
from bot.ui.cards import Page
from bot.ui.front import Interaction, front
from bot.ui.items import SalonItem
from bot.ui.marks import moment, plain
from bot.ui.texts import Locale
from bot.ui.watchlist_front import for_everyone, guild_of

LINES = 15
"""Lines of what is coming up."""


class JobServices(Protocol):
    """The service behind a server's jobs."""

    @property
    def server_jobs(self) -> JobsOfServers: ...  # noqa: D102  # named by its type


class TryAgain(SalonItem, template=r"v1:jobs:again:(?P<job>\d{1,18})"):
    """Lets a job that was set aside run again, for those who manage the server."""

    @classmethod
    def made(cls, job_id: JobId, texts: Locale) -> TryAgain:
        """The button for a job."""
        return cls(discord.ui.Button[Any](label=texts.get("jobs.again"), custom_id=f"v1:jobs:again:{job_id}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Queue it, and show how things stand then."""
        if not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        await interaction.response.defer()
        await _service(interaction).again(guild_of(interaction), JobId(int(self.said["job"])))
        await interaction.edit_original_response(view=await _drawn(interaction))
        texts, _ = await for_everyone(interaction)
        await answer(interaction, texts.get("jobs.queued"))


async def show_jobs(interaction: Interaction) -> None:
    """Show a server's jobs in private. The interaction is deferred already."""
    await answer(interaction, view=await _drawn(interaction))


def jobs_page(jobs: ServerJobs, texts: Locale) -> Page:
    """A server's jobs on one page; long lists are cut and say so."""
    parts: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(_coming(jobs, texts))]
    if jobs.dropped:
        parts.append(discord.ui.TextDisplay(_dropped(jobs, texts)))
    if jobs.set_aside:
        shown = jobs.set_aside[: MOST_ASIDE - 1]
        parts.append(discord.ui.TextDisplay(f"**{texts.get('jobs.aside')}**"))
        parts += [discord.ui.Section(_aside(one, texts), accessory=TryAgain.made(one.id, texts)) for one in shown]
        if len(jobs.set_aside) > len(shown):
            parts.append(discord.ui.TextDisplay(texts.get("jobs.and_older")))
    if jobs.dropped or jobs.set_aside:
        parts.append(discord.ui.TextDisplay(f"-# {texts.get('jobs.kept')}"))
    return Page(*parts)


def kind_name(kind: str, texts: Locale) -> str:
    """What people call a kind of job; housekeeping has one name for all of it."""
    key = f"jobs.kind_{kind}"
    return texts.get(key) if texts.has(key) else texts.get("jobs.kind_other")


def _coming(jobs: ServerJobs, texts: Locale) -> str:
    lines = [f"## {texts.get('jobs.heading')}"]
    # What is due at the same second stands in one line: a screening may remind many people at once.
    together = Counter((one.kind, int(one.due_at.timestamp())) for one in jobs.coming)
    times = {int(one.due_at.timestamp()): one.due_at for one in jobs.coming}
    shown = list(together.items())[:LINES]
    for (kind, second), count in shown:
        name = kind_name(kind, texts)
        named = name if count == 1 else texts.get("jobs.several", n=count, kind=name)
        at = times[second]
        lines.append(texts.get("jobs.line", kind=named, when=moment(at, "f"), left=moment(at)))
    more = jobs.waiting - sum(count for _, count in shown)
    if more > 0:
        lines.append(texts.get("jobs.and_more", n=more))
    if not shown:
        lines.append(texts.get("jobs.nothing"))
    if jobs.internal:
        lines.append(f"-# {texts.get('jobs.internal', n=jobs.internal)}")
    return "\n".join(lines)


def _dropped(jobs: ServerJobs, texts: Locale) -> str:
    lines = [f"**{texts.get('jobs.dropped')}**"]
    lines += [
        texts.get("jobs.dropped_line", kind=kind_name(one.kind, texts), wanted=moment(one.wanted_at, "f"), when=moment(one.dropped_at, "f"))
        for one in jobs.dropped[: MOST_DROPPED - 1]
    ]  # fmt: skip
    if len(jobs.dropped) >= MOST_DROPPED:
        lines.append(texts.get("jobs.and_older"))
    return "\n".join(lines)


def _aside(one: ParkedJob, texts: Locale) -> str:
    why = plain(one.error, 60)
    return texts.get("jobs.aside_line", kind=kind_name(one.kind, texts), when=moment(one.parked_at, "f"), why=why)


async def _drawn(interaction: Interaction) -> Page:
    texts, _ = await for_everyone(interaction)
    return jobs_page(await _service(interaction).of(guild_of(interaction)), texts)


def _service(interaction: Interaction) -> JobsOfServers:
    return cast(JobServices, front(interaction).services).server_jobs


JOB_ITEMS = (TryAgain,)
