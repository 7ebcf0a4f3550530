"""The buttons and menus of a screening, which work after a restart: the answers, and the reminders one wants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import discord

from bot.domain.screening import Answer, Lead, Reminder, Screening, ScreeningId
from bot.ports.screenings import Shown
from bot.ui.answers import answer, thinking
from bot.ui.front import Interaction, locale
from bot.ui.items import SalonItem
from bot.ui.limits import CHOICE, cut
from bot.ui.marks import plain
from bot.ui.screening_front import invited, services
from bot.ui.screening_words import when
from bot.ui.texts import Locale
from bot.ui.watchlist_front import guild_of

_STYLES = {
    Answer.GOING: discord.ButtonStyle.success,
    Answer.MAYBE: discord.ButtonStyle.secondary,
    Answer.CANT: discord.ButtonStyle.secondary,
}


class RsvpButton(SalonItem, template=r"v1:screening:rsvp:(?P<answer>going|maybe|cant):(?P<screening>\d{1,18})"):
    """Answers an invitation; pressed once more it takes the answer back."""

    @classmethod
    def made(cls, screening: ScreeningId, given: Answer, count: int | None, texts: Locale) -> RsvpButton:
        """The button for an answer, with how many gave it; without a count on answers for one person."""
        label = texts.get(f"screening.button_{given}")
        custom_id = f"v1:screening:rsvp:{given}:{screening}"
        label = label if count is None else f"{label} · {count}"
        return cls(discord.ui.Button[Any](label=label, style=_STYLES[given], custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Note it, and say in private what is noted now and how to be reminded."""
        await thinking(interaction)
        user_id, given = interaction.user.id, Answer(self.said["answer"])
        answers, screening_id = (
            services(interaction).screening_answers,
            await invited(interaction, self.said["screening"]),
        )
        shown = await answers.answer(guild_of(interaction), screening_id, user_id, given)
        texts, now = locale(interaction), next((one.answer for one in shown.rsvps if one.user_id == user_id), None)
        key = f"screening.noted_{now}" if now is not None else "screening.taken_back"
        text = texts.get(key, film=plain(shown.screening.film.label), when=when(shown.screening))
        view = None
        if now in {Answer.GOING, Answer.MAYBE} and (ahead := answers.still(shown.screening)):
            text += " " + texts.get("screening.offer_reminder")
            _, wanted = await answers.reminders(guild_of(interaction), shown.screening.id, user_id)
            view = reminder_view(shown.screening, ahead, wanted, texts)
        await answer(interaction, text, view)


class RemindButton(SalonItem, template=r"v1:screening:remind:(?P<screening>\d{1,18})"):
    """Shows in private which reminders one has, and lets one choose."""

    @classmethod
    def made(cls, screening: ScreeningId, texts: Locale) -> RemindButton:
        """The button for a screening."""
        label, custom_id = texts.get("screening.button_remind"), f"v1:screening:remind:{screening}"
        return cls(discord.ui.Button[Any](label=label, emoji="🔔", custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the menu."""
        await thinking(interaction)
        texts, answers = locale(interaction), services(interaction).screening_answers
        screening_id = await invited(interaction, self.said["screening"])
        shown, wanted = await answers.reminders(guild_of(interaction), screening_id, interaction.user.id)
        ahead = answers.still(shown.screening)
        if not ahead:
            await answer(interaction, texts.get("screening.too_soon"))
            return
        view = reminder_view(shown.screening, ahead, wanted, texts)
        await answer(interaction, texts.get("screening.choose_reminders", film=plain(shown.screening.film.label)), view)


class ReminderMenu(SalonItem, template=r"v1:screening:when:(?P<screening>\d{1,18})"):
    """A menu of the reminders that can still be had, here or by direct message."""

    @classmethod
    def made(
        cls, screening: Screening, ahead: Sequence[Lead], wanted: Sequence[Reminder], texts: Locale
    ) -> ReminderMenu:
        """The menu; what somebody has chosen already is marked."""
        has = {(one.lead, one.direct) for one in wanted}
        options = [
            discord.SelectOption(
                label=cut(texts.get(f"screening.lead_{lead}_{'direct' if direct else 'here'}"), CHOICE),
                value=f"{lead}:{int(direct)}",
                default=(lead, direct) in has,
            )
            for lead in ahead
            for direct in (False, True)
        ]
        return cls(
            discord.ui.Select[Any](
                custom_id=f"v1:screening:when:{screening.id}", options=options, min_values=0, max_values=len(options),
                placeholder=texts.get("screening.reminders_placeholder"),
            )
        )  # fmt: skip

    async def pressed(self, interaction: Interaction) -> None:
        """Keep what was chosen, and say what will come."""
        await thinking(interaction)
        chosen = [_choice(value) for value in cast(dict[str, Any], interaction.data).get("values", [])]
        answers, screening_id = (
            services(interaction).screening_answers,
            await invited(interaction, self.said["screening"]),
        )
        kept = await answers.remind(guild_of(interaction), screening_id, interaction.user.id, chosen)
        await answer(interaction, kept_text(kept, locale(interaction)))


class InviteButton(SalonItem, template=r"v1:screening:invite:(?P<screening>\d{1,18})"):
    """Shows a screening in private, with the buttons to answer it."""

    @classmethod
    def made(cls, screening: ScreeningId, texts: Locale) -> InviteButton:
        """The button for a screening."""
        label, custom_id = texts.get("screening.button_answer"), f"v1:screening:invite:{screening}"
        return cls(discord.ui.Button[Any](label=label, custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Show it."""
        await thinking(interaction)
        texts, answers = locale(interaction), services(interaction).screening_answers
        screening_id = await invited(interaction, self.said["screening"])
        shown, _ = await answers.reminders(guild_of(interaction), screening_id, interaction.user.id)
        film = plain(shown.screening.film.label)
        await answer(
            interaction, texts.get("screening.invite", film=film, when=when(shown.screening)), rsvp_view(shown, texts)
        )


def kept_text(kept: Sequence[Reminder], texts: Locale) -> str:
    """Which reminders will come, in a sentence."""
    if not kept:
        return texts.get("screening.no_reminders")
    told = [texts.get(f"screening.lead_{one.lead}_{'direct' if one.direct else 'here'}") for one in kept]
    return texts.get("screening.reminders", reminders="; ".join(told))


def reminder_view(
    screening: Screening, ahead: Sequence[Lead], wanted: Sequence[Reminder], texts: Locale
) -> discord.ui.View:
    """The menu of reminders, for one person."""
    view = discord.ui.View(timeout=None)
    view.add_item(ReminderMenu.made(screening, ahead, wanted, texts))
    return view


def rsvp_view(shown: Shown, texts: Locale) -> discord.ui.View:
    """The buttons to answer with, for one person who asked for them elsewhere."""
    view = discord.ui.View(timeout=None)
    for one in Answer:
        view.add_item(RsvpButton.made(shown.screening.id, one, None, texts))
    return view


def _choice(value: object) -> tuple[Lead, bool]:
    lead, _, direct = str(value).partition(":")
    return Lead(lead), direct == "1"


SCREENING_ITEMS = (RsvpButton, RemindButton, ReminderMenu, InviteButton)
