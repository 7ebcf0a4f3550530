"""Reading a week for its digest: what happened, from what stands in the stores now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from bot.domain.ballot import Ballot, BallotState
from bot.domain.content import Content, Library
from bot.domain.digest import Arc, BallotNote, Coming, Contents, Digest, Films, OpenQuestion, SalonNote, Spot
from bot.domain.digest_lines import arcs, best_line, headline, left_open, named_theme, rests_on, themes_of
from bot.domain.film import Film
from bot.domain.recap_standing import headline_stands
from bot.domain.salon import Salon
from bot.domain.screening import Answer, Screening, ScreeningState, counts
from bot.domain.theme import Theme
from bot.domain.theme_map import Constellation
from bot.domain.theme_talk import Talked, constellation, summed
from bot.domain.turn import Turn, TurnId
from bot.ports import UnitOfWork
from bot.ports.digests import Held, Visible

SALONS, OPEN_NOW, QUESTIONS, FILMS, BALLOTS, SCREENINGS = 8, 5, 4, 6, 3, 5
"""Salons, salons going on, open questions, films of one kind, ballots, and screenings that a digest names."""
_AHEAD = timedelta(weeks=5)  # what lies further ahead is told of later
_LOOK_BACK = 500  # salons before the week in which its themes are looked for
_FOLLOWED = 12  # themes of the week, those of most salons first, that are looked for there
_ON_ITS_WAY = timedelta(hours=1)  # a salon that ended longer ago without a record will have none
_LEAST_STARS = 3  # themes from which a picture says more than a line


@dataclass(frozen=True, slots=True)
class _Reading:
    """What all parts of a week are read with."""

    uow: UnitOfWork
    digest: Digest
    visible: Visible
    content: Content
    known: Mapping[str, Theme]


class DigestWeeks:
    """Reads weeks. Words are taken from records only where they still stand in the turns that they are from."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def read(self, uow: UnitOfWork, digest: Digest, visible: Visible) -> Contents:
        """What a digest holds, of salons in channels that are ``visible`` to all its readers."""
        content = self._library.of(digest.language)
        known = content.themes(await uow.themes.own(digest.guild_id))
        week = _Reading(uow, digest, visible, content, known)
        ended = [one for one in await _ended(week) if visible(one.salon.parent_id)]
        going_on = [
            one
            for one in await uow.digests.going_on(digest.guild_id, digest.until, SALONS * OPEN_NOW)
            if visible(one.parent_id)
        ]
        shown = _liveliest(ended)
        turns = await _turns(week, [turn for one in shown if one.recap for turn in sorted(rests_on(one.recap))])
        # Not of those going on: what is withdrawn there would not reach a digest that is posted.
        talked = await uow.digests.talked(digest.guild_id, [one.salon.id for one in ended])
        talked = [replace(row, film=content.told(row.film)) for row in talked]
        return Contents(
            salons=tuple(_note(week, one, turns) for one in shown),
            more=len(ended) - len(shown),
            going_on=tuple(
                (content.told(one.film), Spot(one.channel_id or one.parent_id)) for one in going_on[:OPEN_NOW]
            ),
            arcs=await _arcs(week, talked),
            questions=_questions(week, shown, turns),
            ballots=await _ballots(week),
            screenings=await _screenings(week),
            nominated=await _nominated(week),
            added=_told(await uow.digests.added(digest.guild_id, digest.since, digest.until, FILMS), content),
            seen=_told(await uow.digests.seen(digest.guild_id, digest.since, digest.until, FILMS), content),
            sky=_sky(talked, known),
        )


async def _turns(week: _Reading, turn_ids: Sequence[TurnId]) -> Mapping[TurnId, Turn]:
    """Those of these turns that may be quoted: not those of people who had opted out of being heard when it was made."""
    made = week.digest.begun_at
    unheard = {one.user_id for one in await week.uow.optouts.all() if one.holds and one.since <= made}
    turns = await week.uow.digests.turns(turn_ids)
    return {turn_id: turn for turn_id, turn in turns.items() if turn.author_id not in unheard}


async def _ended(week: _Reading) -> Sequence[Held]:
    """The salons that ended in the week and of which there is something to tell: a record, or one that is on its way."""
    digest = week.digest
    found = await week.uow.digests.ended(digest.guild_id, digest.since, digest.until)
    return [
        one for one in found if (one.recap.turns or one.recap.items if one.recap else _just_ended(one.salon, digest))
    ]


def _just_ended(salon: Salon, digest: Digest) -> bool:
    return salon.closed_at is not None and salon.closed_at >= digest.until - _ON_ITS_WAY


def _liveliest(ended: Sequence[Held]) -> Sequence[Held]:
    """Those that are told of, in the order in which they ended; among many, those in which most was said."""
    ranked = sorted(ended, key=lambda one: (-one.recap.turns if one.recap else 0, one.salon.id))[:SALONS]
    chosen = {one.salon.id for one in ranked}
    return [one for one in ended if one.salon.id in chosen]


def _note(week: _Reading, one: Held, turns: Mapping[TurnId, Turn]) -> SalonNote:
    salon, film = one.salon, week.content.told(one.salon.film)
    place = salon.channel_id or salon.parent_id
    spot = Spot(one.post.channel_id, one.post.message_id) if one.post is not None else Spot(place)
    if one.recap is None:
        return SalonNote(salon.id, film, spot)
    text, spoken = headline(one.recap, salon.film)
    if spoken and not (_fresh(one, turns) and headline_stands(one.recap.headline, turns, salon.film.titles)):
        text, spoken = "", False
    theme = week.known.get(named_theme(one.recap) or "")
    line = best_line(one.recap, turns, place)
    return SalonNote(
        salon.id, film, spot, text, spoken, None if theme is None else (theme.id, theme.name), line,
        one.recap.people, one.recap.turns,
    )  # fmt: skip


def _fresh(one: Held, turns: Mapping[TurnId, Turn]) -> bool:
    """Whether all that a record rests on stands as it did when the record was written."""
    if one.recap is None or one.saved_at is None:
        return False
    there = [turns.get(turn_id) for turn_id in rests_on(one.recap)]
    return all(turn is not None and (turn.edited_at is None or turn.edited_at <= one.saved_at) for turn in there)


def _questions(week: _Reading, shown: Sequence[Held], turns: Mapping[TurnId, Turn]) -> tuple[OpenQuestion, ...]:
    """What the week's salons left open, the latest first."""
    found = (
        OpenQuestion(one.salon.id, week.content.told(one.salon.film), line)
        for one in reversed(shown)
        if one.recap and (line := left_open(one.recap, turns, one.salon.channel_id or one.salon.parent_id)) is not None
    )
    return tuple(found)[:QUESTIONS]


async def _arcs(week: _Reading, talked: Sequence[Talked]) -> tuple[Arc, ...]:
    now = dict(islice(themes_of(talked).items(), _FOLLOWED))
    if not now:
        return ()
    digest, here = week.digest, {row.salon_id for row in talked}
    rows = await week.uow.digests.talked_before(digest.guild_id, digest.since, [*now], _LOOK_BACK)
    before = (row for row in rows if row.salon_id not in here and week.visible(row.parent_id))
    told = [replace(row, film=week.content.told(row.film)) for row in before]
    return arcs(now, told, {theme: entry.name for theme, entry in week.known.items()})


def _sky(talked: Sequence[Talked], known: Mapping[str, Theme]) -> Constellation | None:
    sky = constellation(summed(talked), known, weeks=1)
    return sky if len(sky.stars) >= _LEAST_STARS else None


async def _nominated(week: _Reading) -> Films:
    """The films that were proposed in the week and still are."""
    digest = week.digest
    found = [
        one
        for one in await week.uow.nominations.of_server(digest.guild_id)
        if digest.since <= one.created_at < digest.until
    ]
    films = [week.content.told(one.film) for one in found]
    return Films(tuple(films[:FILMS]), max(0, len(films) - FILMS))


async def _ballots(week: _Reading) -> tuple[BallotNote, ...]:
    """The ballots that closed in the week, and the one that was open at its end, as it stands now."""
    digest = week.digest
    found = await week.uow.ballots.between(digest.guild_id, digest.since, digest.until)
    return tuple([await _ballot(week, one) for one in found[-BALLOTS:] if week.visible(one.channel_id)])


async def _screenings(week: _Reading) -> tuple[Coming, ...]:
    """The screenings that were ahead at the week's end, the next first, with the answers as they are now."""
    digest = week.digest
    found = [
        one
        for one in await week.uow.screenings.between(digest.guild_id, digest.until, digest.until + _AHEAD)
        if one.state is not ScreeningState.CANCELLED and week.visible(one.parent_id)
    ]
    return tuple([await _coming(week, one) for one in found[:SCREENINGS]])


async def _coming(week: _Reading, screening: Screening) -> Coming:
    count = counts(await week.uow.screenings.rsvps(screening.id))
    film, spot = week.content.told(screening.film), Spot(screening.parent_id, screening.card)
    return Coming(screening.id, film, screening.starts_at, count[Answer.GOING], count[Answer.MAYBE], spot)


async def _ballot(week: _Reading, ballot: Ballot) -> BallotNote:
    spot = Spot(ballot.channel_id, ballot.result or ballot.card or None)
    if ballot.state is BallotState.OPEN:
        return BallotNote(spot, ballot.closes_at, await week.uow.ballots.voters(ballot.id))
    return BallotNote(spot, winner=None if ballot.winner is None else week.content.told(ballot.winner))


def _told(films: Films, content: Content) -> Films:
    told: tuple[Film, ...] = tuple(content.told(film) for film in films.shown)
    return Films(told, films.more)
