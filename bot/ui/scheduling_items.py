"""The buttons by which a screening is planned, moved and called off. All they need is in their ids and in the records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import discord

from bot.domain.film import Film
from bot.domain.screening import Screening, ScreeningId
from bot.errors import BadInput, NotFound
from bot.ui.answers import answer, thinking
from bot.ui.film_choice import value_of
from bot.ui.front import Interaction, locale
from bot.ui.items import SalonItem
from bot.ui.limits import CHOICE, CHOICES, LABEL, cut
from bot.ui.marks import plain
from bot.ui.scheduling_words import read_back
from bot.ui.screening_changing import call_off, carry_out_move
from bot.ui.screening_front import services
from bot.ui.screening_words import when
from bot.ui.texts import Locale
from bot.ui.watchlist_front import guild_of

_DRAFT = r"(?P<draft>\d{1,18})"
_AT = r"(?P<at>\d{1,10})"


class AtButton(SalonItem, template=rf"v1:screening:at:{_DRAFT}:{_AT}"):
    """Chooses one of the moments that a phrase may mean; the plan is then read back."""

    @classmethod
    def made(cls, draft: Screening, at: datetime, label: str) -> AtButton:
        """The button for a moment."""
        custom_id = f"v1:screening:at:{draft.id}:{int(at.timestamp())}"
        return cls(discord.ui.Button[Any](label=cut(label, LABEL), custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Read the plan back."""
        await thinking(interaction)
        draft = await _draft(interaction, self.said["draft"])
        await show_plan(interaction, draft, _moment(self.said["at"]))


class DraftFilm(SalonItem, template=rf"v1:screening:film:{_DRAFT}:{_AT}"):
    """A menu of the films that a title may mean."""

    @classmethod
    def made(cls, draft: Screening, films: Sequence[Film], texts: Locale) -> DraftFilm:
        """The menu of at most 25 films."""
        options = [
            discord.SelectOption(
                label=cut(film.label, CHOICE), value=film.id[:CHOICE],
                description=cut(", ".join(film.directors), CHOICE) or None,
            )
            for film in films[:CHOICES]
        ]  # fmt: skip
        custom_id = f"v1:screening:film:{draft.id}:{int(draft.starts_at.timestamp())}"
        placeholder = cut(texts.get("film.choose"), CHOICE)
        return cls(discord.ui.Select[Any](custom_id=custom_id, options=options, placeholder=placeholder))

    async def pressed(self, interaction: Interaction) -> None:
        """Take that film, and read the plan back."""
        await thinking(interaction)
        draft = await _draft(interaction, self.said["draft"])
        film = await services(interaction).films.resolve(value_of(interaction))
        draft = await services(interaction).screenings.with_film(draft.id, interaction.user.id, film)
        await show_plan(interaction, draft, _moment(self.said["at"]))


class PlanButton(SalonItem, template=rf"v1:screening:plan:{_DRAFT}:{_AT}"):
    """Makes the plan as it was read back."""

    @classmethod
    def made(cls, draft: Screening, at: datetime, texts: Locale) -> PlanButton:
        """The button for a draft and a moment."""
        custom_id = f"v1:screening:plan:{draft.id}:{int(at.timestamp())}"
        style = discord.ButtonStyle.success
        return cls(discord.ui.Button[Any](label=texts.get("schedule.plan"), style=style, custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Do it."""
        await thinking(interaction)
        draft, user_id = await _draft(interaction, self.said["draft"]), interaction.user.id
        planned = await services(interaction).screenings.confirm(draft.id, user_id, _moment(self.said["at"]))
        text = locale(interaction).get(
            "schedule.planned", film=plain(planned.film.label), when=when(planned), channel=f"<#{planned.parent_id}>"
        )
        await answer(interaction, text)


class DropButton(SalonItem, template=rf"v1:screening:drop:{_DRAFT}"):
    """Drops a plan that is not what was meant."""

    @classmethod
    def made(cls, draft: Screening, texts: Locale) -> DropButton:
        """The button for a draft."""
        label, custom_id = texts.get("schedule.drop"), f"v1:screening:drop:{draft.id}"
        return cls(discord.ui.Button[Any](label=label, custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Do it."""
        await thinking(interaction)
        draft = await _draft(interaction, self.said["draft"])
        await services(interaction).screenings.discard(draft.id, interaction.user.id)
        await answer(interaction, locale(interaction).get("schedule.dropped"))


class MoveButton(
    SalonItem, template=rf"v1:screening:move:(?P<screening>\d{{1,18}}):{_AT}:(?P<all>[01]):(?P<zone>[A-Za-z0-9_+/-]+)"
):
    """Moves a screening to the moment that was read back."""

    @classmethod
    def made(cls, screening: Screening, at: datetime, zone: str, label: str, *, series: bool) -> MoveButton:
        """The button for a screening and a moment; ``series``: all that follow move as well."""
        custom_id = f"v1:screening:move:{screening.id}:{int(at.timestamp())}:{int(series)}:{zone}"
        style = discord.ButtonStyle.success
        return cls(discord.ui.Button[Any](label=cut(label, LABEL), style=style, custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Do it."""
        await thinking(interaction)
        await carry_out_move(
            interaction, ScreeningId(int(self.said["screening"])), _moment(self.said["at"]), _zone(self.said["zone"]),
            series=self.said["all"] == "1",
        )  # fmt: skip


class OffButton(SalonItem, template=r"v1:screening:off:(?P<screening>\d{1,18}):(?P<all>[01])"):
    """Calls a screening off."""

    @classmethod
    def made(cls, screening: Screening, texts: Locale, *, series: bool) -> OffButton:
        """The button for a screening, or with ``series`` for it and all that would follow."""
        custom_id = f"v1:screening:off:{screening.id}:{int(series)}"
        label = texts.get("schedule.off_all" if series else "schedule.off")
        return cls(discord.ui.Button[Any](label=label, style=discord.ButtonStyle.danger, custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Do it."""
        await thinking(interaction)
        await call_off(interaction, ScreeningId(int(self.said["screening"])), series=self.said["all"] == "1")


async def show_plan(interaction: Interaction, draft: Screening, at: datetime) -> None:
    """Read a plan back for confirmation: day, date, time and zone as its planner means them, and as Discord shows them."""
    texts, view = locale(interaction), discord.ui.View(timeout=None)
    view.add_item(PlanButton.made(draft, at, texts))
    view.add_item(DropButton.made(draft, texts))
    await answer(interaction, "\n".join(await read_back(interaction, draft, at)), view)


async def _draft(interaction: Interaction, typed: str) -> Screening:
    """A draft of who acts, made here. Raises NotFound("draft_gone") or Conflict("draft_settled")."""
    draft = await services(interaction).screenings.draft(ScreeningId(int(typed)), interaction.user.id)
    if draft.guild_id != guild_of(interaction):
        raise NotFound("draft_gone")
    return draft


def _moment(typed: str) -> datetime:
    return datetime.fromtimestamp(int(typed), UTC)


def _zone(name: str) -> str:
    """A zone's name, if there is such a zone: it is read again for as long as the screening is known."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput("unknown_timezone", name=name) from None


SCHEDULING_ITEMS = (AtButton, DraftFilm, PlanButton, DropButton, MoveButton, OffButton)
