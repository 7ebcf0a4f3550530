"""Nominating a film and taking that back, and the private answers to it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.content import Content
from bot.domain.film import Film
from bot.domain.nomination import MOST_OPEN, Nominated, Nomination, Outcome, Withdrawn
from bot.errors import NotFound, SalonError, SeveralFilms
from bot.ui.answers import answer
from bot.ui.errors import about
from bot.ui.front import Interaction, content, locale
from bot.ui.marks import plain
from bot.ui.nomination_front import services
from bot.ui.texts import Locale
from bot.ui.watchlist_front import guild_of


async def nominate(interaction: Interaction, film: Film, reason: str | None = None) -> None:
    """Nominate a film for a screening of this server, or join who did, and say so in private.

    Raises Conflict("nominations_full") or BadInput("reason_too_long").
    """
    done = await services(interaction).nominations.nominate(guild_of(interaction), film, interaction.user.id, reason)
    done = replace(done, nomination=told_nomination(done.nomination, content(interaction)))
    await answer(interaction, nominated_text(done, interaction.user.id, locale(interaction)))


async def withdraw(interaction: Interaction, typed: str, *, for_all: bool = False) -> None:
    """Take one's own nomination of a film back, or with ``for_all`` (who manages the server) everybody's. Answers in private.

    Raises NotFound for what is not nominated, Forbidden("nomination_managers_only").
    """
    film, texts, called = await _meant(interaction, typed, for_all=for_all), locale(interaction), content(interaction)
    nominations, guild_id = services(interaction).nominations, guild_of(interaction)
    try:
        if for_all:
            gone = await nominations.remove(guild_id, film, manager=interaction.permissions.manage_guild)
        else:
            gone = await nominations.withdraw(guild_id, film, interaction.user.id)
    except SalonError as error:
        raise about(called.told(film), error) from None
    gone = replace(gone, nomination=told_nomination(gone.nomination, called))
    await answer(interaction, removed_text(gone, texts) if for_all else withdrawn_text(gone, texts))


def told_nomination(nomination: Nomination, content: Content) -> Nomination:
    """The nomination with its film as a language calls it."""
    return replace(nomination, film=content.told(nomination.film))


def nominated_text(done: Nominated, by: int, texts: Locale) -> str:
    """What became of the wish to nominate a film, and how many nominations the person has now."""
    film, own = plain(done.nomination.film.label), done.nomination.support_of(by)
    reason = plain(own.reason) if own is not None and own.reason else ""
    if done.outcome is Outcome.THERE:
        return texts.get("party.there", film=film)
    if done.outcome is Outcome.REASON:
        return texts.get("party.reason_changed", film=film, reason=reason)
    if done.outcome is Outcome.JOINED:
        said = texts.get("party.joined", n=len(done.nomination.supporters) - 1, film=film)
    else:
        said = texts.get("party.nominated", film=film)
    waits = texts.get("party.waits") if done.waits else ""
    return f"{said} {texts.get('party.own', n=done.own, limit=MOST_OPEN)} {waits}".strip()


def withdrawn_text(done: Withdrawn, texts: Locale) -> str:
    """What one's own withdrawal did."""
    film = plain(done.nomination.film.label)
    said = texts.get("party.withdrawn_left" if done.left else "party.withdrawn", n=done.left, film=film)
    return f"{said} {texts.get('party.balloted')}" if done.balloted and not done.left else said


def removed_text(done: Withdrawn, texts: Locale) -> str:
    """What taking a film off the nominations did."""
    said = texts.get("party.removed", n=len(done.nomination.supporters), film=plain(done.nomination.film.label))
    return f"{said} {texts.get('party.struck')}" if done.balloted else said


async def _meant(interaction: Interaction, typed: str, *, for_all: bool) -> Film:
    """The nominated film that was typed; one that is typed amiss as the house knows it."""
    by = None if for_all else interaction.user.id
    film = await services(interaction).nominations.named(guild_of(interaction), typed, by)
    if film is None:
        try:
            film = await services(interaction).films.at_hand(typed)
        except SeveralFilms:
            film = None
    if film is None:
        raise NotFound("not_nominated", film=typed)
    return film
