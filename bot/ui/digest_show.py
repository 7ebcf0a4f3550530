"""`/digest`: a look at the digest before it is posted, and what is said of its schedule."""

from __future__ import annotations

from datetime import time
from typing import Any

import discord
from babel import Locale as Cldr
from babel.dates import format_time

from bot.errors import BadInput, Forbidden
from bot.services.digest_schedules import Planned, Wished
from bot.ui.answers import answer
from bot.ui.digest import render
from bot.ui.digest_front import services
from bot.ui.digest_picture import drawn, shows_picture
from bot.ui.front import Interaction, front, locale
from bot.ui.limits import CONTENT, cut
from bot.ui.marks import moment, plain
from bot.ui.permissions import missing, spelled
from bot.ui.seeing import everybody_sees, sees
from bot.ui.texts import Locale
from bot.ui.watchlist_front import guild_of

_NEEDED = ("view_channel", "send_messages", "read_message_history")


async def show_preview(interaction: Interaction) -> None:
    """Answer in private with the digest as it would be now. The interaction is deferred already.

    It is read as for its channel, and shows nothing from where the person who asks may not look.
    """
    guild_id, digests = guild_of(interaction), services(interaction).digest_schedules
    schedule = await digests.of(guild_id)
    here = _parent(interaction.channel)
    place = schedule.channel_id if schedule is not None else here.id if here is not None else 0

    def visible(parent_id: int) -> bool:
        return sees(interaction, parent_id) and (parent_id == place or everybody_sees(interaction, parent_id))

    digest, contents = await digests.preview(guild_id, place, visible)
    texts = front(interaction).texts(digest.language)
    picture = await drawn(contents.sky, texts)
    for page in render(digest, contents, texts, picture=picture, preview=True):
        if picture is not None and shows_picture(page):
            await interaction.followup.send(view=page, file=picture.file(), ephemeral=True)
        else:
            await answer(interaction, view=page)


async def schedule_digest(interaction: Interaction, wished: Wished, channel: discord.TextChannel | None) -> None:
    """Keep a schedule and say when the next digest comes. The interaction is deferred already.

    Raises Forbidden("digest_lacking") where the digest could not be posted, BadInput("digest_channel") where no channel
    is meant, or as the service does.
    """
    digests, texts = services(interaction).digest_schedules, locale(interaction)
    before = await digests.of(guild_of(interaction))
    known = None if before is None or interaction.guild is None else interaction.guild.get_channel(before.channel_id)
    target = channel or (known if isinstance(known, discord.TextChannel) else _parent(interaction.channel))
    if target is None:
        raise BadInput("digest_channel")
    granted = target.permissions_for(target.guild.me)
    if lacking := missing(granted, _NEEDED):
        raise Forbidden("digest_lacking", channel=f"#{target.name}", permission=", ".join(lacking))
    planned = await digests.choose(guild_of(interaction), wished, target.id)
    text = planned_text(planned, texts)
    if not granted.attach_files:
        text += f" {texts.get('digest.no_picture', permission=spelled(texts, ['attach_files']))}"
    await answer(interaction, cut(text, CONTENT))


async def zone_text(interaction: Interaction, old: str, new: str) -> str:
    """What becomes of the digest when the server's zone changes; an empty text where nothing does."""
    planned, texts = (
        await services(interaction).digest_schedules.zone_changed(guild_of(interaction), old, new),
        locale(interaction),
    )
    if planned is None:
        return ""
    if (zone := planned.schedule.slot.zone) != new:
        return texts.get("digest.zone_stays", zone=plain(zone))
    return texts.get("digest.zone_moves", when=moment(planned.next_at, "F"))


def planned_text(planned: Planned, texts: Locale) -> str:
    """When and where the digest comes, and what becomes of quiet weeks."""
    slot = planned.schedule.slot
    said = texts.get(
        "digest.scheduled",
        weekday=weekday_name(slot.weekday, texts),
        time=_time(slot.minute, texts),
        zone=plain(slot.zone),
        channel=f"<#{planned.schedule.channel_id}>",
    )
    when = "digest.at_once" if planned.at_once else "digest.next_at"
    quiet = "digest.quiet_said" if planned.schedule.quiet else "digest.quiet_unsaid"
    return " ".join((said, texts.get(when, when=moment(planned.next_at, "F")), texts.get(quiet)))


def weekday_name(weekday: int, texts: Locale) -> str:
    """The name of a weekday (0 is Monday)."""
    return str(Cldr.parse(texts.code, sep="-").days["format"]["wide"][weekday])


def _time(minute: int, texts: Locale) -> str:

    return str(format_time(time(*divmod(minute, 60)), "short", locale=texts.code.replace("-", "_")))


def _parent(channel: Any) -> discord.TextChannel | None:
    """The text channel that somebody is in, or in a thread of."""
    found = channel.parent if isinstance(channel, discord.Thread) else channel
    return found if isinstance(found, discord.TextChannel) else None
