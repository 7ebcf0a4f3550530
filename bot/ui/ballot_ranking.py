"""Ranking a ballot's films in private, one choice after another.

What is ranked and not saved yet stands in the custom ids of the message's components, a letter for each film: so it outlasts a
restart, and nothing that a person did not save is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase
from typing import Any

import discord

from bot.domain.ballot import MOST, Ballot
from bot.domain.content import Content
from bot.domain.nomination import NominationId
from bot.domain.watchlist import Seen
from bot.services.ballots import Mine
from bot.ui.ballot_card import facts
from bot.ui.ballot_front import ballot_here, services
from bot.ui.cards import Page
from bot.ui.film_choice import value_of
from bot.ui.front import Interaction, content, locale
from bot.ui.items import SalonItem
from bot.ui.limits import CHOICE, cut
from bot.ui.marks import moment, plain
from bot.ui.texts import Locale

_LETTERS = ascii_lowercase[:MOST]
_RANKED = rf"(?P<ranked>[{_LETTERS[0]}-{_LETTERS[-1]}]{{0,{MOST}}})"
_BALLOT = r"(?P<ballot>\d{1,18})"


class PickMenu(SalonItem, template=rf"v1:ballot:pick:{_BALLOT}:{_RANKED}"):
    """The films that are not ranked yet; choosing one makes it the next choice."""

    @classmethod
    def made(cls, mine: Mine, ranked: str, seen: dict[Any, Seen], texts: Locale, content: Content) -> PickMenu:
        """The menu after some films are ranked."""
        options = [
            discord.SelectOption(
                label=cut(content.told(option.film).label, CHOICE),
                value=letter,
                description=cut(" · ".join(facts(option, seen.get(option.film.id), texts)), CHOICE) or None,
            )
            for letter, option in zip(_LETTERS, mine.ballot.options, strict=False)
            if letter not in ranked and not option.struck
        ]
        placeholder = texts.get("ballot.choose", number=len(ranked) + 1)
        custom_id = f"v1:ballot:pick:{mine.ballot.id}:{ranked}"
        return cls(discord.ui.Select[Any](custom_id=custom_id, options=options, placeholder=placeholder))

    async def pressed(self, interaction: Interaction) -> None:
        """Rank it next."""
        await _redraw(interaction, self.said, self.said["ranked"] + value_of(interaction))


class DraftButton(SalonItem, template=rf"v1:ballot:(?P<act>undo|again|change):{_BALLOT}:{_RANKED}"):
    """Goes back to a ranking: without its last choice, to none at all, or to the one that is saved."""

    @classmethod
    def made(cls, act: str, ballot: Ballot, ranked: str, texts: Locale, *, disabled: bool = False) -> DraftButton:
        """A button to a ranking."""
        custom_id = f"v1:ballot:{act}:{ballot.id}:{ranked}"
        return cls(discord.ui.Button[Any](label=texts.get(f"ballot.{act}"), custom_id=custom_id, disabled=disabled))

    async def pressed(self, interaction: Interaction) -> None:
        """Show that ranking."""
        await _redraw(interaction, self.said, self.said["ranked"])


class SaveButton(SalonItem, template=rf"v1:ballot:save:{_BALLOT}:{_RANKED}"):
    """Casts the vote."""

    @classmethod
    def made(cls, ballot: Ballot, ranked: str, texts: Locale, *, disabled: bool) -> SaveButton:
        """The button that saves a ranking."""
        style, custom_id = discord.ButtonStyle.primary, f"v1:ballot:save:{ballot.id}:{ranked}"
        label = texts.get("ballot.save")
        return cls(discord.ui.Button[Any](label=label, custom_id=custom_id, style=style, disabled=disabled))

    async def pressed(self, interaction: Interaction) -> None:
        """Save it and show it as saved."""
        ballots, one, texts = (
            services(interaction).ballots,
            await ballot_here(interaction, self.said["ballot"]),
            locale(interaction),
        )
        mine = await ballots.mine(one, interaction.user.id)
        ids = ranking_of(mine.ballot, self.said["ranked"], running=False)
        saved = await ballots.vote(one, interaction.user.id, ids)
        page = own_page(saved, texts, content(interaction), texts.get("ballot.saved"))
        await interaction.response.edit_message(view=page)


class TakeBackButton(SalonItem, template=rf"v1:ballot:back:{_BALLOT}"):
    """Takes one's vote back."""

    @classmethod
    def made(cls, ballot: Ballot, texts: Locale) -> TakeBackButton:
        """The button."""
        custom_id = f"v1:ballot:back:{ballot.id}"
        return cls(discord.ui.Button[Any](label=texts.get("ballot.take_back"), custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Take it back; the menu stays, for another try."""
        ballot = await services(interaction).ballots.take_back(
            await ballot_here(interaction, self.said["ballot"]), interaction.user.id
        )
        page = await draft_page(interaction, Mine(ballot, None), "", locale(interaction).get("ballot.taken"))
        await interaction.response.edit_message(view=page)


async def draft_page(interaction: Interaction, mine: Mine, ranked: str, note: str = "") -> Page:
    """A ranking in the making, and all one can do with it."""
    texts, told, ballot = locale(interaction), content(interaction), mine.ballot
    saved = letters_of(ballot, mine.ranking or ())
    seen = dict(await services(interaction).ballots.seen(ballot))
    lines = [line for line in (note, texts.get("ballot.own"), _listed(ballot, ranked, texts, told)) if line]
    if ranked != saved:
        lines.append(f"-# {texts.get('ballot.unsaved_change' if saved else 'ballot.unsaved')}")
    elif saved:
        lines.append(f"-# {texts.get('ballot.is_saved')}")
    parts: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(lines))]
    if len(ranked) < len(ballot.running):
        parts.append(discord.ui.ActionRow(PickMenu.made(mine, ranked, seen, texts, told)))
    empty, same = not ranked, ranked == saved
    buttons: list[discord.ui.Item[Any]] = [
        SaveButton.made(ballot, ranked, texts, disabled=empty or same),
        DraftButton.made("undo", ballot, ranked[:-1], texts, disabled=empty),
        DraftButton.made("again", ballot, "", texts, disabled=empty),
    ]
    if saved:
        buttons.append(TakeBackButton.made(ballot, texts))
    parts += [discord.ui.ActionRow(*buttons), discord.ui.TextDisplay(f"-# {texts.get('ballot.explained')}")]
    return Page(*parts)


def own_page(mine: Mine, texts: Locale, content: Content, note: str = "") -> Page:
    """One's saved vote, until when it can be changed, and what films one left out mean."""
    ballot, ranked = mine.ballot, letters_of(mine.ballot, mine.ranking or ())
    left = len(ballot.running) - len(ranked)
    until = texts.get("ballot.change_until", when=moment(ballot.closes_at, "f"), left=moment(ballot.closes_at))
    lines = [line for line in (note, texts.get("ballot.own"), _listed(ballot, ranked, texts, content)) if line]
    if left:
        lines.append(f"-# {texts.get('ballot.left_out', n=left)}")
    lines.append(f"-# {until} {texts.get('ballot.private')}")
    buttons = (DraftButton.made("change", ballot, ranked, texts), TakeBackButton.made(ballot, texts))
    return Page(discord.ui.TextDisplay("\n".join(lines)), discord.ui.ActionRow(*buttons))


def letters_of(ballot: Ballot, ranking: Sequence[NominationId]) -> str:
    """A ranking as letters: the places of its films on the ballot."""
    places = {option.nomination_id: letter for letter, option in zip(_LETTERS, ballot.options, strict=False)}
    return "".join(places[one] for one in ranking)


def ranking_of(ballot: Ballot, ranked: str, *, running: bool = True) -> list[NominationId]:
    """The films of some letters; with ``running`` those only that can still be chosen."""
    options = dict(zip(_LETTERS, ballot.options, strict=False))
    found = [options[letter] for letter in dict.fromkeys(ranked) if letter in options]
    return [option.nomination_id for option in found if not (running and option.struck)]


async def _redraw(interaction: Interaction, said: dict[str, str], ranked: str) -> None:
    """Show a ranking; films that can no longer be chosen drop out of it."""
    mine = await services(interaction).ballots.mine(await ballot_here(interaction, said["ballot"]), interaction.user.id)
    still = letters_of(mine.ballot, ranking_of(mine.ballot, ranked))
    await interaction.response.edit_message(view=await draft_page(interaction, mine, still))


def _listed(ballot: Ballot, ranked: str, texts: Locale, content: Content) -> str:
    options = dict(zip(_LETTERS, ballot.options, strict=False))
    films = [plain(content.told(options[letter].film).label, 90) for letter in ranked]
    if not films:
        return texts.get("ballot.nothing_ranked")
    return "\n".join(f"**{number}.** {film}" for number, film in enumerate(films, 1))


RANKING_ITEMS = (PickMenu, DraftButton, SaveButton, TakeBackButton)
