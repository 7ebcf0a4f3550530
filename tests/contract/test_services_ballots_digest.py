"""The weekly digest tells of ballots: the one that is open, and those that closed in its week."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.digest import BallotNote, Contents, Digest, DigestState, Spot
from bot.domain.weekly import Week
from bot.ports import Database
from bot.services.ballots import Rules
from bot.services.digest_weeks import DigestWeeks
from bot.services.digests import REDRAW
from bot.ui.digest import render
from bot.ui.texts import Texts
from tests.ballot_stage import ANNA, CHANNEL, BallotServer
from tests.contract.listing import ALIEN
from tests.evening import house
from tests.fakes import EVENING, GUILD
from tests.unit.test_ui_ballots import EN, text

DAY = timedelta(days=1)


@pytest.fixture
def server(db: Database) -> BallotServer:
    return BallotServer(db)


def week(until: float) -> Digest:
    end = EVENING + until * DAY
    return Digest(GUILD, Week("2026-W47"), end - 7 * DAY, end, "UTC", "en", 5, end)


async def read(server: BallotServer, until: float, *, hidden: bool = False) -> Contents:
    async with server.db.read() as unit:
        return await DigestWeeks(house().library).read(unit, week(until), lambda parent: not hidden)


def lines(digest: Digest, contents: Contents) -> str:
    return "\n".join(text(page) for page in render(digest, contents, EN))


async def test_an_open_ballot_is_told_with_its_votes_then_what_it_chose(server: BallotServer) -> None:
    ballot = await server.open(Rules(hours=48))
    assert "nobody has voted yet. [Vote](" in lines(week(1), await read(server, 1))
    await server.vote(ballot, ANNA, "Alien")
    contents = await read(server, 1)
    assert contents.ballots == (BallotNote(Spot(CHANNEL, ballot.card), ballot.closes_at, 1),)
    assert "**Ballot:** open until <t:" in lines(week(1), contents)
    assert (await read(server, 1, hidden=True)).ballots == ()
    assert (await read(server, 0)).ballots == (), "it was not open yet"
    await server.later(hours=48)
    closed = await server.now(ballot.id)
    for until in (1, 3):
        contents = await read(server, until)
        assert contents.ballots == (BallotNote(Spot(CHANNEL, closed.result), winner=ALIEN),)
        assert f"**Ballot:** Alien (1979) was chosen. [The rounds](https://discord.com/channels/{GUILD}/" in lines(
            week(until), contents
        )
    assert (await read(server, 20)).ballots == ()


async def test_a_week_with_nothing_but_a_ballot_is_not_quiet(server: BallotServer) -> None:
    assert (await read(server, 1)).quiet
    await server.open()
    assert not (await read(server, 1)).quiet
    assert not Contents(ballots=(BallotNote(Spot(1)),)).quiet
    await server.later(hours=48)
    told = lines(week(20), Contents(ballots=(BallotNote(Spot(1)),)))
    assert "it closed, and nothing was chosen" in told


async def test_a_digest_that_calls_it_open_is_redrawn_when_it_closes(server: BallotServer) -> None:
    await server.open()
    async with server.db.write() as unit:
        digest = await unit.digests.begin(week(1))
        await unit.digests.finish(digest.id, DigestState.POSTED)
    async with server.db.read() as unit:
        ballot = await unit.ballots.open_in(GUILD)
    assert ballot is not None
    server.clock.advance(days=1)
    await server.ballots.close(ballot.id, ANNA, manager=False)
    async with server.db.write() as unit:
        jobs = await unit.jobs.claim(server.clock.now(), timedelta(minutes=1), 9)
    assert (REDRAW, str(digest.id)) in {(job.kind, job.key) for job in jobs}


def test_french_has_these_lines_too() -> None:
    note = BallotNote(Spot(1, 2), EVENING, 2)
    texts = Texts.load(house().config / "locales")("fr")
    shown = "\n".join(text(page) for page in render(week(1), Contents(ballots=(note,)), texts))
    assert "2 personnes ont voté. [Voter](" in shown
