"""Themes in the salon: tags in the background, proposals in the record, the room's word on them, and tracing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.rating import stars_of
from bot.domain.recap import ItemKind, RecapItem
from bot.domain.salon import Salon
from bot.domain.tagger import Found
from bot.domain.theme import Theme, Verdict
from bot.domain.theme_talk import summed
from bot.domain.turn import Turn
from bot.domain.watchlist import Owner, Whose
from bot.errors import BadInput, Conflict, NotFound
from bot.ports import Database, Job, JobId
from bot.services.own_themes import MOST, OwnThemes, own_theme
from bot.services.progress import Seen
from bot.services.tagging import Tagging
from bot.services.themes import Themes, Traced
from bot.services.watchlists import Watchlists
from tests.evening import HER, PEOPLE, Evening, film, house
from tests.fakes import ANNA, GUILD

GRIEF = "I think the whole film is about grief, he mourns his marriage in every room."
GRIEF_TOO = "Yes, and Samantha cannot mourn him, her grief has no body to sit with."
BEN = PEOPLE["Ben"]


@pytest.fixture
async def evening(db: Database) -> Evening:
    return Evening(db)


def themes(evening: Evening) -> Themes:
    return Themes(
        evening.db,
        evening.clock,
        house().library,
        evening.wired.tagging,
        evening.wired.rooms.optouts,
        wake=lambda: None,
    )


def own(evening: Evening) -> OwnThemes:
    return OwnThemes(evening.db, evening.clock, house().library)


async def tagged(evening: Evening, salon: Salon) -> dict[int, set[str]]:
    async with evening.db.read() as unit:
        found: dict[int, set[str]] = {}
        for tag in await unit.themes.of_salon(salon.id):
            found.setdefault(tag.turn_id, set()).add(tag.theme)
    return found


async def proposed(evening: Evening, salon: Salon) -> dict[str | None, RecapItem]:
    return {item.theme: item for item in (await evening.recap(salon)).items if item.kind is ItemKind.THEME}


async def mourning(evening: Evening) -> Salon:
    """An evening at which two people spoke of grief, with its record."""
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say(GRIEF)
    await evening.say(GRIEF_TOO, "Ben")
    await evening.end()
    return salon


async def test_tags_come_a_little_later_and_together(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say(GRIEF)
    assert await tagged(evening, salon) == {}
    await evening.say(GRIEF_TOO, "Ben", after=2)
    await evening.wait(seconds=25)
    found = await tagged(evening, salon)
    assert len(found) == 2
    assert all("grief" in of_turn for of_turn in found.values())
    await evening.say("hello everyone", "Ben")
    await evening.wait(seconds=25)
    assert len(await tagged(evening, salon)) == 2


async def test_a_lively_room_does_not_put_tagging_off(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    for number in range(12):
        await evening.wait(seconds=4)
        await evening.say(f"{GRIEF} {number}", "Anna" if number % 2 else "Ben", after=0)
    assert len(await tagged(evening, salon)) >= 6


async def test_two_people_make_a_proposal(evening: Evening) -> None:
    salon = await mourning(evening)
    item = (await proposed(evening, salon))["grief"]
    assert (item.text, item.confirmed, len(item.turns)) == ("grief and mourning", False, 2)


@pytest.mark.parametrize(("turns", "there"), [(2, False), (3, True)])
async def test_one_person_makes_one_in_three_turns(evening: Evening, turns: int, *, there: bool) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say("I liked the colours of the city, all that orange and pink.", "Ben")
    for number in range(turns):
        await evening.say(f"{GRIEF} {number}")
    await evening.end()
    assert ("grief" in await proposed(evening, salon)) is there


async def test_what_is_confirmed_is_the_films_from_then_on(evening: Evening) -> None:
    salon = await mourning(evening)
    posts = len(evening.stage.texts)
    await themes(evening).judge(GUILD, salon.channel_id or 0, salon.id, "grief", Verdict.CONFIRMED, BEN)
    await evening.settle()
    item = (await proposed(evening, salon))["grief"]
    assert (item.text, item.confirmed) == ("grief and mourning (confirmed)", True)
    assert len(evening.stage.redrawn) == 1
    assert len(evening.stage.texts) == posts
    assert (await themes(evening).of_film(GUILD, await film())).themes[0] == "grief"
    assert (await themes(evening).of_film(GUILD + 1, await film())).themes == (await film()).themes
    again = await evening.open(HER)
    assert again.film.themes[0] == "grief"


async def test_what_is_rejected_is_never_brought_up_again(evening: Evening) -> None:
    salon = await mourning(evening)
    await themes(evening).judge(GUILD, salon.channel_id or 0, salon.id, "grief", Verdict.REJECTED, BEN)
    await evening.settle()
    assert "grief" not in await proposed(evening, salon)
    assert "grief" not in {row.theme for row in await themes(evening).talked(GUILD, lambda _: True)}
    again = await mourning(evening)
    assert "grief" not in await proposed(evening, again)
    await themes(evening).judge(GUILD, salon.channel_id or 0, salon.id, "grief", Verdict.CONFIRMED, ANNA)
    await evening.settle()
    assert (await proposed(evening, salon))["grief"].confirmed


async def test_nobody_judges_what_is_not_there(evening: Evening) -> None:
    salon = await mourning(evening)
    for guild, theme in ((GUILD + 1, "grief"), (GUILD, "cheese")):
        with pytest.raises(NotFound):
            await themes(evening).judge(guild, salon.channel_id or 0, salon.id, theme, Verdict.CONFIRMED, BEN)


async def test_a_deletion_takes_the_evidence_along(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say(GRIEF)
    theirs = await evening.say(GRIEF_TOO, "Ben")
    await evening.end()
    assert "grief" in await proposed(evening, salon)
    await evening.conversation.deleted([theirs.message_id])
    await evening.settle()
    assert "grief" not in await proposed(evening, salon)


async def test_an_edit_is_tagged_anew(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    heard = await evening.say(GRIEF)
    await evening.wait(seconds=25)
    await evening.conversation.edited(
        heard.message_id, "The score carries it, that one piano tune.", evening.clock.now()
    )
    await evening.wait(seconds=25)
    (found,) = (await tagged(evening, salon)).values()
    assert "grief" not in found
    assert "music" in found or "sound" in found or "score" in " ".join(found)


class Slow:
    """Finds themes so slowly that people edit meanwhile."""

    def __init__(self, evening: Evening) -> None:
        self.evening, self.asked = evening, 0

    async def find(self, salon: Salon, turns: Sequence[Turn], own: Sequence[Theme]) -> Sequence[tuple[Found, ...]]:
        self.asked += 1
        if self.asked == 1:
            for turn in turns:
                await self.evening.conversation.edited(
                    turn.message_id or 0, "Something else.", self.evening.clock.now()
                )
        return [(Found("grief", 0.9, ("grief",)),) if "grief" in turn.text else () for turn in turns]


async def test_what_was_edited_while_themes_were_found_keeps_none_of_them(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say(GRIEF)
    slow = Slow(evening)
    await Tagging(evening.db, evening.clock, slow, slow).finish(salon.id)
    assert (await tagged(evening, salon), slow.asked) == ({}, 2)


async def test_old_turns_are_no_matter_for_a_model(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say(GRIEF)
    evening.clock.advance(hours=30)
    model, plain = Slow(evening), Slow(evening)
    plain.asked = model.asked = 1
    await Tagging(evening.db, evening.clock, model, plain).finish(salon.id)
    assert (model.asked, plain.asked) == (1, 2)
    await evening.say(GRIEF_TOO, "Ben")
    async with evening.db.write() as unit:
        await unit.themes.wait((await unit.turns.of_salon(salon.id))[1])
    await Tagging(evening.db, evening.clock, model, plain).finish(salon.id)
    assert (model.asked, plain.asked) == (2, 3), "one that is old does not keep the fresh ones from the model"


async def test_a_tag_by_hand_speaks_for_whoever_gave_it(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    heard = await evening.say("The letters are what he has instead of her, and he signs none of them.")
    tags = await themes(evening).tag(GUILD, evening.channel, heard.message_id, BEN, on=["gift"])
    assert ("gift", BEN) in [(tag.theme, tag.by) for tag in tags]
    await evening.end()
    assert "gift" in await proposed(evening, salon)
    await themes(evening).tag(GUILD, evening.channel, heard.message_id, BEN, on=[], off=["gift"])
    await evening.settle()
    assert "gift" not in await proposed(evening, salon)


async def test_a_message_is_offered_what_it_may_be_about(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    heard = await evening.say(GRIEF)
    offered = await themes(evening).offer(GUILD, evening.channel, heard.message_id)
    assert "grief" in [tag.theme for tag in offered.tags], "what is found is there at once"
    assert "grief" not in offered.others
    assert set((await film()).themes) <= {*offered.others, *(tag.theme for tag in offered.tags)}
    for guild, channel, message, error in (
        (GUILD + 1, evening.channel, heard.message_id, NotFound),
        (GUILD, evening.channel + 1, heard.message_id, NotFound),
        (GUILD, evening.channel, 1, NotFound),
        (GUILD, evening.channel, next(p.message_id for p in evening.stage.posts), BadInput),
    ):
        with pytest.raises(error):
            await themes(evening).offer(guild, channel, message)
    with pytest.raises(NotFound):
        await themes(evening).tag(GUILD, evening.channel, heard.message_id, BEN, on=["cheese"])


async def test_a_trace_spares_who_has_not_seen_the_film(evening: Evening) -> None:
    salon = await mourning(evening)
    service = themes(evening)
    (few_words,) = await traced(evening, "grief", ANNA)
    assert few_words.spared, "a word or two do not say that one has seen it"
    assert [one.turn.author_name for one in few_words.said] in (["Anna", "Ben"], ["Ben", "Anna"])
    assert few_words.talked.salon_id == salon.id
    assert not (await service.trace(GUILD, "grief", ANNA, lambda _: False, 1, 5)).talked
    assert not (await service.trace(GUILD, "zombies", ANNA, lambda _: True, 1, 5)).talked
    assert summed(await service.talked(GUILD, lambda _: True))[0].theme == "grief"
    evening.clock.advance(days=15)
    assert await service.talked(GUILD, lambda _: True, weeks=2) == []
    (talk,) = await service.evenings(GUILD, salon.film.id, lambda _: True, 3)
    assert len([turn for turn in talk.turns if not turn.by_host]) == 2
    assert "grief" in {tag.theme for tag in talk.tags}


async def traced(evening: Evening, theme: str, by: int) -> Sequence[Traced]:
    return (await themes(evening).trace(GUILD, theme, by, lambda _: True, 1, 5)).shown


async def test_who_talked_marked_or_rated_knows_the_film_unless_they_say_otherwise(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    for number in range(3):
        await evening.say(f"{GRIEF} {number}")
    await evening.say(GRIEF_TOO, "Ben")
    await evening.wait(seconds=25)
    assert [[one.spared for one in await traced(evening, "grief", who)] for who in (ANNA, BEN)] == [[False], [True]]
    lists = Watchlists(evening.db, evening.clock)
    await lists.see(Owner(Whose.MINE, BEN), salon.film, BEN, None)
    assert [one.spared for one in await traced(evening, "grief", BEN)] == [False]
    await lists.see(Owner(Whose.SERVER, GUILD), salon.film, PEOPLE["Caro"], stars_of("4"))
    assert [one.spared for one in await traced(evening, "grief", PEOPLE["Caro"])] == [False]
    await evening.progress.tell(evening.channel, ANNA, Seen.NOTHING)
    assert [one.spared for one in await traced(evening, "grief", ANNA)] == [True]


async def test_what_people_cover_is_about_nothing_that_others_are_shown(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say(f"||{GRIEF}||")
    await evening.say(f"Look away: ||{GRIEF_TOO}||", "Ben")
    await evening.end()
    assert await tagged(evening, salon) == {}
    assert "grief" not in repr(await evening.recap(salon)).casefold().replace(GRIEF.casefold(), "").replace(
        GRIEF_TOO.casefold(), ""
    )


async def test_words_go_with_their_thread(evening: Evening) -> None:
    salon = await mourning(evening)
    await evening.conversation.channel_gone(evening.channel)
    await evening.settle()
    assert not (await themes(evening).trace(GUILD, "grief", ANNA, lambda _: True, 1, 5)).talked
    assert "mourn" not in repr((await evening.turns(salon), await evening.recap(salon)))
    assert evening.failures == []


async def test_who_takes_a_tag_off_is_not_overruled(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    heard = await evening.say(GRIEF)
    await themes(evening).offer(GUILD, evening.channel, heard.message_id)
    await themes(evening).tag(GUILD, evening.channel, heard.message_id, BEN, on=[], off=["grief"])
    await evening.wait(seconds=25)
    await evening.conversation.edited(heard.message_id, f"{GRIEF} Still.", evening.clock.now())
    await evening.wait(seconds=25)
    assert "grief" not in {theme for found in (await tagged(evening, salon)).values() for theme in found}


async def test_a_message_that_says_nothing_any_more_keeps_no_words(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    heard = await evening.say(GRIEF)
    await evening.wait(seconds=25)
    assert await tagged(evening, salon)
    await evening.conversation.edited(heard.message_id, "", evening.clock.now())
    await evening.wait(seconds=25)
    assert await tagged(evening, salon) == {}


class Broken:
    """A finder that breaks."""

    async def find(self, salon: Salon, turns: Sequence[Turn], own: Sequence[Theme]) -> Sequence[tuple[Found, ...]]:
        raise ZeroDivisionError


async def test_a_finder_that_breaks_costs_tags_and_not_the_record(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say(GRIEF)
    await Tagging(evening.db, evening.clock, Broken(), house().finder).finish(salon.id)
    assert len(await tagged(evening, salon)) == 1
    await evening.say(GRIEF_TOO, "Ben")
    await Tagging(evening.db, evening.clock, Broken(), Broken()).finish(salon.id)
    assert len(await tagged(evening, salon)) == 1
    async with evening.db.read() as unit:
        assert await unit.themes.waiting(salon.id, 5) == []


async def test_a_message_carries_five_themes_and_a_second_voice_counts(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    heard = await evening.say(GRIEF)
    await evening.wait(seconds=25)
    service, place = themes(evening), (GUILD, evening.channel, heard.message_id)
    tags = await service.tag(*place, BEN, on=["grief"])
    assert ("grief", BEN) in [(tag.theme, tag.by) for tag in tags]
    room = [theme for theme in ("gift", "love", "class", "memory", "home") if theme not in {tag.theme for tag in tags}]
    with pytest.raises(Conflict):
        await service.tag(*place, BEN, on=room)
    await evening.end()
    assert "grief" in await proposed(evening, salon)


async def test_the_rooms_word_reaches_every_record_on_the_film(evening: Evening) -> None:
    first = await mourning(evening)
    second = await mourning(evening)
    await themes(evening).judge(GUILD, second.channel_id or 0, second.id, "grief", Verdict.REJECTED, BEN)
    await evening.settle()
    for salon in (first, second):
        assert "grief" not in await proposed(evening, salon)


async def test_nobody_judges_from_elsewhere_or_what_was_not_put_forward(evening: Evening) -> None:
    salon = await mourning(evening)
    for place, theme in (((salon.channel_id or 0) + 1, "grief"), (salon.channel_id or 0, "zombies")):
        with pytest.raises(NotFound):
            await themes(evening).judge(GUILD, place, salon.id, theme, Verdict.CONFIRMED, BEN)


async def test_a_theme_that_is_removed_leaves_records_too(evening: Evening) -> None:
    await own(evening).add(GUILD, ANNA, "Trains", "rails", "")
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say("The rails lead nowhere in that city, and he follows them.")
    await evening.say("I only saw the rails the second time.", "Ben")
    await evening.end()
    assert "own-trains" in await proposed(evening, salon)
    await own(evening).remove(GUILD, "own-trains")
    await evening.settle()
    assert "own-trains" not in await proposed(evening, salon)


async def test_two_own_themes_that_begin_alike(evening: Evening) -> None:
    names = [f"The films that my grandmother loved the {which}" for which in ("most", "least")]
    added = [await own(evening).add(GUILD, ANNA, name, "", "") for name in names]
    assert len({theme.id for theme in added}) == 2
    assert all(len(theme.id) <= 40 for theme in added)


async def test_a_servers_own_theme_works_like_the_rest(evening: Evening) -> None:
    theme = await own(evening).add(GUILD, ANNA, "Trains", "rails, platform\n night train", "He leaves by train again.")
    assert (theme.id, theme.cues) == ("own-trains", ("trains", "rails", "platform", "night train"))
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say("Everybody there waits on a platform for a night train, nobody is ever at home in it.")
    await evening.say("I saw the rails as well, and the platform at the end, that is where he lets her go.", "Ben")
    await evening.end()
    assert (await proposed(evening, salon))["own-trains"].text == "Trains"
    await themes(evening).judge(GUILD, salon.channel_id or 0, salon.id, "own-trains", Verdict.CONFIRMED, BEN)
    await evening.settle()
    assert "own-trains" in await themes(evening).known(GUILD, "fr")
    assert (await own(evening).remove(GUILD, "own-trains")).name == "Trains"
    with pytest.raises(NotFound):
        await own(evening).remove(GUILD, "own-trains")
    await evening.wired.recaps.restate(_job(evening, salon))
    assert "own-trains" not in await proposed(evening, salon)


def _job(evening: Evening, salon: Salon) -> Job:
    return Job(JobId(1), "restate", str(salon.id), evening.clock.now(), {}, 1, 1)


async def test_an_own_theme_must_be_one(evening: Evening) -> None:
    for name, words, error in (
        ("", "x", BadInput),
        ("🎬🎬", "x", BadInput),
        ("a" * 61, "x", BadInput),
        ("trains", ", ".join(f"word{n}" for n in range(31)), BadInput),
        ("trains", "w" * 61, BadInput),
        ("Grief and  Mourning", "", Conflict),
        ("Sexualité", "", Conflict),
    ):
        with pytest.raises(error):
            await own(evening).add(GUILD, ANNA, name, words, "")
    for number in range(MOST):
        await own(evening).add(GUILD, ANNA, f"our theme {number}", "", "")
    with pytest.raises(Conflict):
        await own(evening).add(GUILD, ANNA, "one too many", "", "")
    assert own_theme("深い愛情と列車", "").id.isascii()


async def test_a_post_is_labelled_with_what_it_is_about(evening: Evening) -> None:
    salon = await mourning(evening)
    first, last = evening.stage.labels[0], evening.stage.labels[-1]
    assert first[0] == last[0] == salon.channel_id
    assert any("grief" in name for name in last[1][0])
    assert any("deuil" in name for name in last[1][0])
    await themes(evening).judge(GUILD, salon.channel_id or 0, salon.id, "grief", Verdict.REJECTED, BEN)
    await evening.settle()
    assert not any("grief" in name for names in evening.stage.labels[-1][1] for name in names)


async def test_themes_stand_in_the_record_after_a_restart(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say(GRIEF)
    later = evening.again()
    await later.conversation.hear(later.message(GRIEF_TOO, "Ben"))
    await later.end()
    assert "grief" in await proposed(later, salon)


async def test_a_record_that_changed_meanwhile_is_not_overwritten(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    heard = await evening.say("I keep a secret: her grief is Uncle Zebedee's, because he never mourned anybody.")
    await evening.say(GRIEF_TOO, "Ben")
    await evening.end()
    recap = await evening.recap(salon)
    assert "Zebedee" in repr(recap)
    await evening.conversation.deleted([heard.message_id])
    await themes(evening).judge(GUILD, salon.channel_id or 0, salon.id, "grief", Verdict.CONFIRMED, BEN)
    await evening.settle()
    await evening.wait(minutes=1)
    assert "Zebedee" not in repr(await evening.recap(salon))
    assert "Zebedee" not in "\n".join(evening.stage.texts)
    assert replace(recap, items=()) != await evening.recap(salon)


async def test_a_model_is_asked_about_several_turns_at_once(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    model, plain = Slow(evening), Slow(evening)
    model.asked = plain.asked = 1
    tagging = Tagging(evening.db, evening.clock, model, plain)
    await evening.say(GRIEF)
    await tagging.tag(_job(evening, salon))
    assert model.asked == 1, "one turn is not worth a request yet"
    evening.clock.advance(minutes=3)
    await tagging.tag(_job(evening, salon))
    assert (model.asked, plain.asked) == (2, 1)
    for number in range(12):
        await evening.say(f"{GRIEF} {number}", after=0.1)
    await tagging.tag(_job(evening, salon))
    assert model.asked == 3
    await evening.say(GRIEF_TOO, "Ben")
    await tagging.finish(salon.id)
    assert (model.asked, plain.asked) == (4, 1)
