"""What is held of a person: the same for every database, of every kind, and nothing of anybody else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

from bot.domain.film_clock import Deed, DeedKind
from bot.domain.holding import Held, Record
from bot.domain.nomination import Support
from bot.domain.optout import Optout
from bot.domain.rating import Stars
from bot.domain.screening import Answer, Lead, Reminder, Rsvp
from bot.domain.spoiler import Horizon
from bot.domain.theme import Theme, Verdict
from bot.domain.turn import SalonId
from bot.domain.watchlist import NewEntry, Owner, Whose
from bot.domain.watchlist_import import StagedFilm
from bot.ports import Database
from bot.services.forgetting import Forgetting
from bot.storage.tables import metadata
from tests.contract.listing import ALIEN, AMELIE, ANNA, BEN, GODFATHER, put, see, take_out
from tests.contract.test_store_ballots import new as new_ballot
from tests.contract.test_store_ballots import opened, ranking
from tests.contract.test_store_screenings import FRIDAY, planned
from tests.evening import Evening
from tests.fakes import EVENING, GUILD, PARENT, her, new_salon, new_turn, open_salon

SERVER = str(GUILD)
HER = {"id": "her-2013", "title": "Her", "year": 2013}
ALIENS = {"id": "alien-1979", "title": "Alien", "year": 1979}
AMELIES = {"id": "amélie-2001", "title": "Amélie", "year": 2001}


async def of_salons(db: Database, who: int, name: str, channel: int) -> SalonId:
    """A salon that somebody opened, with all that they can leave in one."""
    salon = await open_salon(db, channel_id=channel, new=replace(new_salon(), opened_by=who))
    async with db.write() as unit:
        said = await unit.turns.add(
            new_turn(
                salon.id, f"words of {name}", message_id=channel + 1, author_id=who, author_name=name,
                reply_to=7, attachments=("still.png",), to_host=True,
            )
        )  # fmt: skip
        added = await unit.turns.add(
            new_turn(salon.id, f"what {name} made up", minutes=1, author_id=who, author_name=name)
        )
        assert said is not None
        assert added is not None
        draft = await unit.whatifs.begin(salon.id, added.id, EVENING)
        await unit.whatifs.ask(draft.id, who)
        await unit.themes.tag(said.id, "gift", who)
        await unit.themes.untag(said.id, "consent", who)
        await unit.horizons.save(salon.id, who, Horizon(0.5))
        await unit.horizons.offer_cover(said, 3)
        await unit.clocks.add(salon.id, 1, Deed(EVENING, DeedKind.START, 12.0, who))
    return salon.id


async def everything_of(db: Database, who: int, name: str, channel: int, guild: int = GUILD) -> SalonId:
    """Something of every kind that can be held of somebody."""
    salon_id = await of_salons(db, who, name, channel)
    own, server = Owner(Whose.MINE, who), Owner(Whose.SERVER, guild)
    await put(db, NewEntry(ALIEN, EVENING, Stars(7)), owner=own, by=who)
    await put(db, AMELIE, owner=server, by=who)
    await see(db, AMELIE, 9, owner=server, by=who)
    async with db.write() as unit:
        await unit.themes.judge(guild, her().id, f"of-{name}", Verdict.CONFIRMED, who, EVENING)
        theme = Theme(f"own-{name}", f"trains of {name}", "", ("rail",), ("I hear a train.",))
        await unit.themes.add_own(guild, theme, who, EVENING)
        await unit.nominations.add(guild, GODFATHER, Support(who, EVENING, f"because {name} says so"))
        screening = await unit.screenings.add(planned(guild_id=guild, organiser=who))
        await unit.screenings.answer(screening.id, Rsvp(who, Answer.MAYBE, EVENING))
        await unit.screenings.remind(screening.id, who, [Reminder(who, Lead.HOUR, True)])
        await unit.watchlists.share(who, guild, on=True)
        await unit.watchlists.stage(who, own, EVENING + timedelta(hours=1), [StagedFilm(ALIEN, True, Stars(3))])
        await unit.zones.save(who, "Europe/Lisbon")
        await unit.optouts.save(Optout(who, EVENING))
    await opened(db, new_ballot(guild, by=who), (who, ranking(2, 1)))
    return salon_id


async def held(db: Database, who: int) -> dict[str, list[Record]]:
    async with db.read() as unit:
        return {kind.value: list((await unit.holdings.batch(who, kind)).records) for kind in Held}


async def test_everything_is_told_and_nothing_of_anybody_else(db: Database) -> None:
    await everything_of(db, BEN, "Ben", 4000, guild=77)
    salon = await everything_of(db, ANNA, "Anna", 3000)
    found = await held(db, ANNA)
    where = {"server": SERVER, "channel": "3000", "salon": salon, "film": HER}
    at, later = "2026-11-20T20:00:00+00:00", "2026-11-20T20:01:00+00:00"
    screening = {**where, "channel": "5", "screening": 2, "starts_at": FRIDAY.isoformat()}
    del screening["salon"]
    mine, servers = {"list": "mine", "server": None}, {"list": "server", "server": SERVER}
    assert found == {
        "messages": [
            {
                "at": at, "edited_at": None, **where, "message": "3001", "reply_to": "7", "name": "Anna",
                "text": "words of Anna", "attachments": ["still.png"], "called_host": True,
            }
        ],
        "whatif_contributions": [
            {"at": later, **where, "whatif": 2, "version": 1, "message": None, "name": "Anna", "text": "what Anna made up"}
        ],
        "whatif_agreements_asked": [{**where, "whatif": 2}],
        "salons_opened": [{"at": at, "closed_at": None, **where, "lens": None, "language": "en"}],
        "themes_named": [
            {**where, "message": "3001", "theme": "consent", "named": False},
            {**where, "message": "3001", "theme": "gift", "named": True},
        ],
        "themes_judged": [
            {"at": at, "server": SERVER, "film_id": "her-2013", "theme": "of-Anna", "verdict": "confirmed"}
        ],
        "themes_added": [
            {"at": at, "server": SERVER, "theme": "trains of Anna", "words": ["rail"], "examples": ["I hear a train."]}
        ],
        "progress": [{**where, "seen": 0.5}],
        "spoiler_covers_offered": [where],
        "nominations": [
            {
                "at": at, "server": SERVER, "film": {"id": "the godfather-1972", "title": "The Godfather", "year": 1972},
                "reason": "because Anna says so",
            }
        ],
        "votes": [{"server": SERVER, "ballot": 2, "ranking": [AMELIES, ALIENS]}],
        "ballots_opened": [{"at": at, "closed_at": None, "server": SERVER, "channel": str(PARENT), "ballot": 2}],
        "screenings_planned": [{"at": at, **screening, "zone": "Europe/Lisbon", "state": "planned"}],
        "screening_answers": [{"at": at, **screening, "answer": "maybe", "by_event": False}],
        "reminders": [{**screening, "lead": "hour", "direct": True}],
        "watchlist": [{"at": at, "film": ALIENS, "seen_at": at, "removed": False}],
        "added_to_server_watchlists": [{"at": at, "server": SERVER, "film": AMELIES, "removed": False}],
        "ratings": [{**mine, "film": ALIENS, "stars": 3.5}, {**servers, "film": AMELIES, "stars": 4.5}],
        "watchlist_shared_with": [{"server": SERVER}],
        "imports_waiting": [
            {**mine, "until": "2026-11-20T21:00:00+00:00", "films": [{"film": ALIENS, "seen": True, "stars": 1.5}]}
        ],
        "watchlist_changes": [
            {"at": at, **mine, "deed": "added"}, {"at": at, **servers, "deed": "added"},
            {"at": later, **servers, "deed": "seen"},
        ],
        "time_zone": [{"zone": "Europe/Lisbon"}],
        "film_clock": [
            {"at": at, **where, "kind": "start", "position": 12.0, "until": None, "message": None}
        ],
        "optout": [{"since": at, "until": None}],
    }  # fmt: skip
    assert json.loads(json.dumps(found)) == found, "it is JSON"
    assert "Ben" not in repr(found)
    assert not any((await held(db, 99)).values())


def test_every_column_that_names_people_is_one_that_is_told() -> None:
    people = re.compile(r"user|author_id|organiser|owner|_by$")
    found = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.c}
    # A new one belongs into bot/storage/holding_sources.py, and into what is forgotten.
    assert {name for name in found if people.search(name.partition(".")[2])} == {
        "turns.author_id", "salons.opened_by", "salon_horizons.user_id", "salon_covers.user_id", "person_zones.user_id",
        "optouts.user_id", "watchlist_changes.owner_id", "watchlist_changes.user_id", "watchlist_entries.owner_id",
        "watchlist_entries.added_by", "watchlist_entries.removed_by", "watchlist_ratings.user_id",
        "watchlist_shares.user_id", "watchlist_imports.user_id", "watchlist_imports.owner_id", "whatifs.asked_by",
        "nomination_supports.user_id", "ballots.opened_by", "ballot_votes.user_id", "clock_deeds.user_id",
        "screenings.organiser", "screening_rsvps.user_id", "screening_reminders.user_id",
        "turn_tags.tagged_by", "film_themes.judged_by", "server_themes.added_by",
    }  # fmt: skip


async def test_counts_say_what_there_is_by_server(db: Database) -> None:
    await everything_of(db, ANNA, "Anna", 3000)
    await open_salon(db, channel_id=5000, new=new_salon(guild_id=77))
    await take_out(db, AMELIE)
    async with db.read() as unit:
        counts = await unit.holdings.counts(ANNA)
        assert counts.keys() == set(Held)
        assert counts[Held.SALONS] == {SERVER: 1, "77": 1}
        assert counts[Held.RATINGS] == {None: 1, SERVER: 1}
        assert counts[Held.ZONE] == {None: 1}
        assert counts[Held.CHANGES] == {None: 1, SERVER: 3}
        assert await unit.holdings.counts(99) == {}
        (added,) = (await unit.holdings.batch(ANNA, Held.ADDED)).records
        assert added["removed"] is True


async def test_what_is_forgotten_is_not_held(db: Database) -> None:
    evening = Evening(db)
    await everything_of(db, ANNA, "Anna", 3000)
    await everything_of(db, BEN, "Ben", 4000, guild=77)
    theirs = await held(db, BEN)
    wired = evening.wired
    await Forgetting(db, evening.clock, wired.conversation, wired.rooms, wake=lambda: None).person(ANNA)
    async with db.read() as unit:
        assert (await unit.holdings.counts(ANNA)).keys() == {Held.OPTOUT}, "whatever is held can be forgotten"
    assert await held(db, BEN) == theirs


async def test_long_lists_come_in_batches(db: Database) -> None:
    salon = await open_salon(db)
    async with db.write() as unit:
        for number in range(7):
            await unit.turns.add(new_turn(salon.id, f"words {number}", message_id=100 + number, minutes=number))
            await unit.nominations.add(number, ALIEN, Support(ANNA, EVENING, None))
    for kind, name in ((Held.MESSAGES, "message"), (Held.NOMINATIONS, "server")):
        found: list[object] = []
        cursor: int | None = 0
        sizes = []
        async with db.read() as unit:
            while cursor is not None:
                batch = await unit.holdings.batch(ANNA, kind, cursor, 3)
                sizes.append(len(batch.records))
                found += [one[name] for one in batch.records]
                cursor = batch.cursor
        assert sizes == [3, 3, 1]
        assert len(set(found)) == 7


async def test_the_latest_salons_somebody_spoke_in(db: Database) -> None:
    salons = [await open_salon(db, channel_id=3000 + number) for number in range(3)]
    elsewhere = await open_salon(db, channel_id=9000, new=new_salon(guild_id=77))
    async with db.write() as unit:
        for number, (salon, minutes) in enumerate(((salons[0], 5), (salons[1], 9), (salons[0], 1), (elsewhere, 20))):
            await unit.turns.add(new_turn(salon.id, message_id=100 + number, minutes=minutes))
        await unit.turns.add(new_turn(salons[2].id, message_id=200, minutes=30, author_id=BEN))
        found = await unit.holdings.spoke_in(ANNA, GUILD, 9)
        assert [(salon.id, count) for salon, count in found] == [(salons[1].id, 1), (salons[0].id, 2)]
        assert len(await unit.holdings.spoke_in(ANNA, GUILD, 1)) == 1
