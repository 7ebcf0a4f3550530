"""`/salon recap`: the record of a past salon, a page at a time, for the person who asks; with buttons that make it a file."""

from __future__ import annotations

from typing import Any, Protocol, cast
from zoneinfo import ZoneInfo

import discord
from babel.dates import format_date, format_time

from bot.domain.film import Film
from bot.domain.salon import Salon
from bot.domain.turn import SalonId
from bot.errors import NotFound
from bot.services.past_recaps import PastRecap, PastRecaps
from bot.ui.answers import answer, thinking
from bot.ui.cards import Page
from bot.ui.completion import Choice
from bot.ui.front import Interaction, content, front, locale
from bot.ui.items import SalonItem
from bot.ui.limits import CHOICE, CHOICES, cut
from bot.ui.marks import jump, moment
from bot.ui.recap import written
from bot.ui.recap_file import Form, recap_file
from bot.ui.seeing import sees
from bot.ui.texts import Locale
from bot.ui.watchlist_front import guild_of


class RecapServices(Protocol):
    """The service behind past recaps."""

    @property
    def past_recaps(self) -> PastRecaps: ...  # noqa: D102  # named by its type


class RecapPageButton(SalonItem, template=r"v1:recap:page:(?P<salon>\d{1,18}):(?P<number>\d{1,4})"):
    """Turns to a page of a past recap."""

    @classmethod
    def made(cls, salon_id: SalonId, number: int, pages: int, label: str) -> RecapPageButton:
        """A button to a page; it cannot be pressed where there is none."""
        custom_id, there = f"v1:recap:page:{salon_id}:{max(number, 0)}", 1 <= number <= pages
        return cls(discord.ui.Button[Any](label=label, custom_id=custom_id, disabled=not there))

    async def pressed(self, interaction: Interaction) -> None:
        """Turn."""
        past = await _of(interaction, SalonId(int(self.said["salon"])))
        await interaction.response.edit_message(view=_page(interaction, past, int(self.said["number"])))


class RecapFileButton(SalonItem, template=r"v1:recap:file:(?P<salon>\d{1,18}):(?P<form>md|html)"):
    """Makes a file of a past recap."""

    @classmethod
    def made(cls, salon_id: SalonId, form: Form, label: str) -> RecapFileButton:
        """A button for one kind of file."""
        return cls(discord.ui.Button[Any](label=label, custom_id=f"v1:recap:file:{salon_id}:{form}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Hand the file over in private."""
        await thinking(interaction)
        past = await _of(interaction, SalonId(int(self.said["salon"])))
        bot = front(interaction)
        zone = ZoneInfo((await bot.services.servers.get(guild_of(interaction))).timezone)
        file = recap_file(past, cast(Form, self.said["form"]), bot.texts(past.salon.language), zone)
        await interaction.followup.send(file=file, ephemeral=True)


async def show_recap(interaction: Interaction, typed: str | None) -> None:
    """Answer in private with a past salon's record. The interaction is deferred already."""
    if interaction.channel_id is None:
        raise NotFound("server_only")
    past = await _service(interaction).meant(
        guild_of(interaction),
        interaction.channel_id,
        typed,
        interaction.user.id,
        lambda salon: _seen(interaction, salon),
        content(interaction).told,
    )
    await answer(interaction, view=_page(interaction, past, 1))


async def show_past(interaction: Interaction, salon_id: SalonId) -> None:
    """Answer in private with the record of a salon that the person can see. The interaction is deferred already."""
    await answer(interaction, view=_page(interaction, await _of(interaction, salon_id), 1))


async def past_salons(interaction: Interaction, typed: str) -> list[Choice]:
    """Choices among the past salons that the person can see: film and date, newest first."""
    told, texts = content(interaction).told, locale(interaction)
    zone = ZoneInfo((await front(interaction).services.servers.get(guild_of(interaction))).timezone)
    found = await _service(interaction).listed(
        guild_of(interaction), lambda salon: _seen(interaction, salon), typed, told, CHOICES
    )
    return [Choice(name=_choice(one, told(one.film), zone, texts), value=str(one.id)) for one in found]


def _choice(salon: Salon, film: Film, zone: ZoneInfo, texts: Locale) -> str:
    """A film, and the day and time of its salon, which tell two salons on one film apart."""
    at, code = salon.opened_at.astimezone(zone), texts.code.replace("-", "_")
    when = f"{format_date(at, 'medium', locale=code)}, {format_time(at, 'short', locale=code)}"
    return f"{cut(film.label, CHOICE - len(when) - 3)} · {when}"


def _page(interaction: Interaction, past: PastRecap, number: int) -> Page:
    """A page: when and where, a part of the record, and what can be done with it.

    The record speaks the language of its salon, all else that of whoever reads.
    """
    texts, salon = locale(interaction), past.salon
    pages = written(salon, past.recap, past.turns, front(interaction).texts(salon.language))
    number = min(max(number, 1), len(pages))
    parts: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(f"-# {_where(past, texts)}")]
    parts += [discord.ui.TextDisplay(text) for text in pages[number - 1]]
    if past.covered:
        parts.append(discord.ui.TextDisplay(f"-# {texts.get('past.covered')}"))
    buttons = [RecapFileButton.made(salon.id, "md", texts.get("past.markdown_button"))]
    buttons.append(RecapFileButton.made(salon.id, "html", texts.get("past.html_button")))
    row: list[discord.ui.Item[Any]] = [*buttons]
    if len(pages) > 1:
        steps = ((number - 1, "past.previous"), (number + 1, "past.next"))
        row = [*(RecapPageButton.made(salon.id, to, len(pages), texts.get(key)) for to, key in steps), *buttons]
    return Page(*parts, discord.ui.ActionRow(*row))


def _where(past: PastRecap, texts: Locale) -> str:
    salon = past.salon
    when, place = moment(salon.opened_at, "D"), f"<#{salon.channel_id or salon.parent_id}>"
    if past.post is None:
        return texts.get("past.where", when=when, place=place)
    link = jump(salon.guild_id, past.post.channel_id, past.post.message_id)
    return texts.get("past.where_posted", when=when, place=place, link=link)


def _seen(interaction: Interaction, salon: Salon) -> bool:
    return sees(interaction, salon.parent_id)


async def _of(interaction: Interaction, salon_id: SalonId) -> PastRecap:
    """The record behind a button, looked at anew: words may be gone since, and so may the sight of its channel."""
    by = interaction.user.id
    return await _service(interaction).of(guild_of(interaction), salon_id, by, lambda salon: _seen(interaction, salon))


def _service(interaction: Interaction) -> PastRecaps:
    return cast(RecapServices, front(interaction).services).past_recaps


RECAP_ITEMS = (RecapPageButton, RecapFileButton)
"""The buttons of past recaps that work after a restart."""
