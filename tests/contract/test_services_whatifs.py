"""The what-if workshop over every database: drafts, their cards, the host's questions, and the record."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.recap import ItemKind
from bot.domain.salon import Salon
from bot.domain.whatif import LONGEST_PART, MOST_PARTS, Voice, WhatIf, WhatIfId, WhatIfState
from bot.errors import BadInput, Conflict, Forbidden, Gone, NotFound, SalonError, Unavailable
from bot.ports import Database
from tests.board import Card
from tests.evening import CLAIM, PEOPLE, Evening, quoted

PREMISE = "What if Samantha had stayed, and Theodore had been the one to leave her for the mountains?"
THEN = (
    "Then Catherine has to answer every letter that he never signed.",
    "Amy hides the telephone because she cannot bear to hear it ring.",
    "The neighbours begin to hear two voices through the wall at night.",
)


@pytest.fixture
async def evening(db: Database) -> Evening:
    return Evening(db)


async def opened(evening: Evening) -> Salon:
    return await evening.open("her-2013", "Anna", "Ben", "Caro")


async def begin(evening: Evening, text: str = PREMISE, by: str = "Anna") -> WhatIf:
    evening.clock.advance(seconds=10)
    draft = await evening.wired.whatifs.begin(evening.channel, PEOPLE[by], by, text)
    await evening.settle()
    return draft


async def add(evening: Evening, draft: WhatIf, text: str, by: str) -> WhatIf:
    evening.clock.advance(seconds=10)
    changed = await evening.wired.whatifs.add(draft.id, PEOPLE[by], by, text)
    await evening.settle()
    return changed


async def stands(evening: Evening, draft: WhatIf) -> WhatIf:
    return (await evening.wired.whatifs.get(draft.id))[1]


def card(evening: Evening) -> Card:
    (only,) = evening.board.standing
    return only


def shown(evening: Evening) -> list[tuple[str, str]]:
    return [(part.author_name, part.text) for part in card(evening).draft.parts]


async def refused(kind: type[SalonError], key: str, evening: Evening, draft: WhatIf, by: str = "Ben") -> None:
    with pytest.raises(kind) as error:
        await evening.wired.whatifs.add(draft.id, PEOPLE[by], by, "And then?")
    assert error.value.key == key


async def test_three_people_work_one_out(evening: Evening) -> None:
    salon = await opened(evening)
    draft = await begin(evening)
    assert shown(evening) == [("Anna", PREMISE)]
    assert len(evening.said) == 2
    assert evening.said[-1].count("?") == 1
    assert "Anna" in evening.said[-1]
    await add(evening, draft, THEN[0], "Ben")
    assert len(evening.said) == 2, "one question at most after two contributions"
    await add(evening, draft, THEN[1], "Caro")
    assert len(evening.said) == 3
    assert shown(evening) == [("Anna", PREMISE), ("Ben", THEN[0]), ("Caro", THEN[1])]
    assert card(evening).drawn == 3
    now = await stands(evening, draft)
    assert (now.version, now.card) == (3, next(iter(evening.board.cards)))
    assert (await evening.wired.rooms.of(salon.id)).people.keys() == set(PEOPLE.values())
    assert not evening.failures


async def test_a_reply_to_the_card_is_a_contribution_and_nothing_else(evening: Evening) -> None:
    await opened(evening)
    draft = await begin(evening)
    before = list(evening.said)
    heard = await evening.say(THEN[0], "Ben", to_host=True, reply_to=(await stands(evening, draft)).card)
    assert shown(evening)[-1] == ("Ben", THEN[0])
    assert (await stands(evening, draft)).contributions[0].message_id == heard.message_id
    assert evening.said == before, "the host does not answer it like a call"
    await evening.say("Sounds right to me, since nobody is let off.", "Caro")
    assert evening.said == before
    long = await evening.say("and then " * 150, "Caro", reply_to=(await stands(evening, draft)).card)
    last = card(evening).draft.last
    assert last is not None
    assert (last.message_id, len(last.shown) <= LONGEST_PART) == (long.message_id, True)


async def test_replies_without_words_or_elsewhere_are_talk(evening: Evening) -> None:
    await opened(evening)
    draft = await begin(evening)
    here = (await stands(evening, draft)).card
    await evening.say("😀", "Ben", to_host=True, reply_to=here)
    await evening.say(THEN[0], "Ben", reply_to=evening.stage.posts[0].message_id)
    assert len(shown(evening)) == 1
    await evening.salons.pause(evening.channel)
    await evening.say(THEN[1], "Ben", reply_to=here)
    assert len(shown(evening)) == 1
    await evening.salons.resume(evening.channel)
    await evening.wired.whatifs.set_aside(draft.id)
    await evening.say(THEN[1], "Ben", reply_to=here)
    assert len((await stands(evening, draft)).parts) == 1


async def test_an_edited_or_deleted_reply_is_edited_or_deleted_in_the_draft(evening: Evening) -> None:
    salon = await opened(evening)
    draft = await begin(evening)
    here = (await stands(evening, draft)).card
    one = await evening.say("Zebedee moves in with them at once, since the house is empty.", "Ben", reply_to=here)
    two = await evening.say(THEN[1], "Caro", reply_to=here)
    await evening.conversation.edited(one.message_id, "Nobody moves in.", evening.clock.advance(seconds=5))
    await evening.settle()
    assert shown(evening)[1] == ("Ben", "Nobody moves in.")
    await evening.conversation.deleted([two.message_id])
    await evening.settle()
    assert shown(evening) == [("Anna", PREMISE), ("Ben", "Nobody moves in.")]
    assert (await stands(evening, draft)).version == 4
    everything = "\n".join([*evening.stage.texts, repr(await evening.turns(salon)), repr(card(evening))])
    assert "Zebedee" not in everything
    assert THEN[1] not in everything


async def test_taking_back_deletes_what_stood_in_the_draft_alone(evening: Evening) -> None:
    salon = await opened(evening)
    draft = await begin(evening)
    await add(evening, draft, THEN[0], "Ben")
    secret = "Zebedee hides the telephone because he cannot bear to hear it ring."
    await add(evening, draft, secret, "Caro")
    assert "Zebedee" in evening.said[-1]
    changed, part = await evening.wired.whatifs.take_back(draft.id, PEOPLE["Caro"])
    await evening.settle()
    assert (changed.version, part.author_name) == (4, "Caro")
    assert shown(evening) == [("Anna", PREMISE), ("Ben", THEN[0])]
    assert "Zebedee" not in "\n".join([*evening.stage.texts, repr(await evening.turns(salon)), repr(card(evening))])
    assert evening.said[-1].count("?") == 1, "the question stands by itself"
    with pytest.raises(NotFound) as error:
        await evening.wired.whatifs.take_back(draft.id, PEOPLE["Caro"])
    assert error.value.key == "whatif_nothing_yours"


async def test_taking_back_a_reply_leaves_the_message(evening: Evening) -> None:
    salon = await opened(evening)
    draft = await begin(evening)
    await evening.say(THEN[0], "Ben", reply_to=(await stands(evening, draft)).card)
    await evening.wired.whatifs.take_back(draft.id, PEOPLE["Ben"])
    await evening.settle()
    assert len(shown(evening)) == 1
    assert THEN[0] in [turn.text for turn in await evening.turns(salon)]


async def test_a_premise_is_taken_back_only_while_nobody_has_added(evening: Evening) -> None:
    salon = await opened(evening)
    draft = await begin(evening)
    await add(evening, draft, THEN[0], "Ben")
    with pytest.raises(Conflict) as error:
        await evening.wired.whatifs.take_back(draft.id, PEOPLE["Anna"])
    assert error.value.key == "whatif_premise_stays"
    with pytest.raises(NotFound):
        await evening.wired.whatifs.take_back(draft.id, PEOPLE["Caro"])
    await evening.wired.whatifs.take_back(draft.id, PEOPLE["Ben"])
    await evening.wired.whatifs.take_back(draft.id, PEOPLE["Anna"])
    await evening.settle()
    assert card(evening).draft.state is WhatIfState.DROPPED
    assert PREMISE not in repr(await evening.turns(salon))
    assert not any(quoted(text) for text in evening.said)
    with pytest.raises(NotFound):
        await evening.wired.whatifs.take_up(draft.id)
    await begin(evening, THEN[2], "Ben")


async def test_one_at_a_time_and_the_first_can_be_set_aside_and_taken_up(evening: Evening) -> None:
    await opened(evening)
    first = await begin(evening)
    with pytest.raises(Conflict) as error:
        await begin(evening, THEN[2], "Ben")
    assert (error.value.key, error.value.values) == ("whatif_open", {"whatif": first.id, "name": "Anna"})
    await evening.wired.whatifs.set_aside(first.id)
    second = await begin(evening, THEN[2], "Ben")
    await refused(Conflict, "whatif_dropped", evening, first)
    with pytest.raises(Conflict) as error:
        await evening.wired.whatifs.take_up(first.id)
    assert error.value.key == "whatif_other_open"
    await evening.wired.whatifs.set_aside(second.id)
    assert (await evening.wired.whatifs.take_up(first.id)).state is WhatIfState.OPEN
    await evening.settle()
    assert [one.draft.state for one in evening.board.standing] == [WhatIfState.OPEN, WhatIfState.DROPPED]
    assert (await evening.wired.whatifs.here(evening.channel))[1] == await stands(evening, first)


async def test_the_room_agrees_and_the_version_is_frozen(evening: Evening) -> None:
    salon = await opened(evening)
    draft = await begin(evening)
    whatifs = evening.wired.whatifs
    with pytest.raises(Conflict) as error:
        await whatifs.agree(draft.id, PEOPLE["Ben"])
    assert error.value.key == "whatif_only_premise"
    await add(evening, draft, THEN[0], "Ben")
    await add(evening, draft, THEN[1], "Caro")
    assert (await whatifs.agree(draft.id, PEOPLE["Anna"]))[1] is Voice.ASKS
    await evening.settle()
    assert card(evening).draft.asked_by == PEOPLE["Anna"]
    for by, key in (("Anna", "whatif_asked"), ("Caro", "whatif_added_last")):
        with pytest.raises(Conflict) as error:
            await whatifs.agree(draft.id, PEOPLE[by])
        assert error.value.key == key
    assert (await whatifs.agree(draft.id, PEOPLE["Ben"]))[1] is Voice.CONFIRMS
    await evening.settle()
    assert card(evening).draft.state is WhatIfState.AGREED
    await refused(Conflict, "whatif_agreed", evening, draft)
    with pytest.raises(Conflict):
        await whatifs.set_aside(draft.id)
    await evening.end()
    recap = await evening.recap(salon)
    lines = [item for item in recap.items if item.kind is ItemKind.WHATIF]
    assert [(item.speaker, item.quote) for item in lines] == [("Anna", PREMISE), ("Ben", THEN[0]), ("Caro", THEN[1])]
    assert "the room agrees" in lines[0].text
    (_, _, turns) = evening.stage.recaps[0]
    assert {turns[item.turns[0]].message_id for item in lines} == {(await stands(evening, draft)).card}


async def test_a_contribution_makes_the_question_whether_it_is_agreed_void(evening: Evening) -> None:
    await opened(evening)
    draft = await add(evening, await begin(evening), THEN[0], "Ben")
    await evening.wired.whatifs.agree(draft.id, PEOPLE["Anna"])
    await add(evening, draft, THEN[1], "Caro")
    assert card(evening).draft.asked_by is None
    assert (await evening.wired.whatifs.agree(draft.id, PEOPLE["Ben"]))[1] is Voice.ASKS


async def test_an_open_draft_is_recorded_without_an_ending_and_follows_deletions(evening: Evening) -> None:
    salon = await opened(evening)
    await evening.say(CLAIM, "Ben")
    draft = await begin(evening)
    heard = await evening.say(THEN[0], "Ben", reply_to=(await stands(evening, draft)).card)
    await add(evening, draft, THEN[1], "Caro")
    await evening.end()
    recap = await evening.recap(salon)
    assert "no ending yet" in recap.items[0].text
    quotes = [item.quote for item in recap.items if item.quote in {PREMISE, THEN[0], THEN[1]}]
    assert quotes == [PREMISE, THEN[0], THEN[1]], "told once each"
    assert not card(evening).salon.live
    (_, _, turns) = evening.stage.recaps[0]
    assert turns[recap.items[1].turns[0]].message_id == heard.message_id
    await evening.conversation.deleted([heard.message_id])
    await evening.wired.whatifs.take_back(draft.id, PEOPLE["Caro"])
    await evening.settle()
    left = repr((await evening.recap(salon), evening.stage.texts, card(evening)))
    assert THEN[0] not in left
    assert THEN[1] not in left
    assert PREMISE in left


async def test_paused_and_ended_salons_take_nothing(evening: Evening) -> None:
    await opened(evening)
    draft = await begin(evening)
    await evening.salons.pause(evening.channel)
    await refused(Conflict, "paused", evening, draft)
    with pytest.raises(Conflict):
        await begin(evening, THEN[0])
    await evening.salons.resume(evening.channel)
    await evening.end()
    await refused(Conflict, "whatif_salon_ended", evening, draft)
    with pytest.raises(NotFound) as error:
        await begin(evening, THEN[0])
    assert error.value.key == "no_salon_here"
    for deed in (evening.wired.whatifs.set_aside, evening.wired.whatifs.take_up):
        with pytest.raises(Conflict):
            await deed(draft.id)
    with pytest.raises(NotFound):
        await evening.wired.whatifs.get(WhatIfId(999))


@pytest.mark.parametrize(
    ("text", "key"), [("  \n", "whatif_empty"), ("…", "whatif_empty"), ("x" * 601, "whatif_too_long")]
)
async def test_what_cannot_be_used_is_refused(evening: Evening, text: str, key: str) -> None:
    await opened(evening)
    draft = await begin(evening)
    for attempt in (
        evening.wired.whatifs.begin(evening.channel, PEOPLE["Ben"], "Ben", text),
        evening.wired.whatifs.add(draft.id, PEOPLE["Ben"], "Ben", text),
    ):
        with pytest.raises(BadInput) as error:
            await attempt
        assert error.value.key == key


async def test_the_last_place_goes_to_one_of_two_at_once(evening: Evening) -> None:
    await opened(evening)
    draft = await begin(evening)
    for number in range(MOST_PARTS - 1):
        await evening.wired.whatifs.add(draft.id, PEOPLE["Ben"], "Ben", f"Contribution {number}.")
    ends = await asyncio.gather(
        *(evening.wired.whatifs.add(draft.id, PEOPLE[by], by, "The last one.") for by in ("Anna", "Caro")),
        return_exceptions=True,
    )
    assert sorted(getattr(end, "key", "added") for end in ends if not isinstance(end, WhatIf)) == ["whatif_full"]
    here = (await stands(evening, draft)).card
    await evening.settle()
    await evening.say("One more, then.", "Caro", reply_to=here)
    assert len((await stands(evening, draft)).contributions) == MOST_PARTS


async def test_two_who_begin_at_once_begin_one(evening: Evening) -> None:
    await opened(evening)
    ends = await asyncio.gather(
        *(evening.wired.whatifs.begin(evening.channel, PEOPLE[by], by, PREMISE) for by in ("Anna", "Ben")),
        return_exceptions=True,
    )
    await evening.settle()
    assert [getattr(end, "key", "begun") for end in ends if not isinstance(end, WhatIf)] == ["whatif_open"]
    assert len(evening.board.standing) == 1


async def test_a_crash_between_posting_and_knowing_it_shows_one_card(evening: Evening) -> None:
    await opened(evening)
    evening.board.crash_after_posting = 1
    draft = await begin(evening)
    evening = evening.again()
    await evening.wait(minutes=10)
    assert len(evening.board.standing) == 1
    assert (await stands(evening, draft)).card in evening.board.cards
    assert len(evening.said) == 2


async def test_a_contribution_after_such_a_crash_finds_the_card(evening: Evening) -> None:
    await opened(evening)
    evening.board.crash_after_posting = 1
    draft = await begin(evening)
    await add(evening.again(), draft, THEN[0], "Ben")
    assert shown(evening)[-1] == ("Ben", THEN[0])


async def test_a_restart_in_the_middle_goes_on_with_the_same_card(evening: Evening) -> None:
    await opened(evening)
    draft = await begin(evening)
    evening = evening.again()
    await add(evening, draft, THEN[0], "Ben")
    await add(evening, draft, THEN[1], "Caro")
    assert len(shown(evening)) == 3
    assert len(evening.said) == len(set(evening.said)) == 3


async def test_an_outage_only_delays_the_card(evening: Evening) -> None:
    await opened(evening)
    evening.board.fails = Unavailable()
    await begin(evening)
    assert evening.board.standing == []
    evening.board.fails = None
    await evening.wait(minutes=10)
    assert shown(evening) == [("Anna", PREMISE)]


async def test_a_card_deleted_while_nobody_listened_is_not_posted_again(evening: Evening) -> None:
    salon = await opened(evening)
    draft = await begin(evening)
    card(evening).deleted = True
    await add(evening, draft, THEN[0], "Ben")
    assert (await evening.wired.whatifs.here(evening.channel))[1] is None
    await evening.settle()
    assert evening.board.standing == []
    assert THEN[0] not in repr((await evening.turns(salon), evening.said))
    assert (await stands(evening, draft)).state is WhatIfState.DROPPED
    await refused(NotFound, "whatif_gone", evening, draft)
    await begin(evening, THEN[1], "Ben")
    assert shown(evening) == [("Ben", THEN[1])]
    assert not evening.failures


async def delete_card(evening: Evening, draft: WhatIf) -> None:
    there = (await stands(evening, draft)).card
    assert there is not None
    evening.board.cards[there].deleted = True
    await evening.conversation.deleted([there])
    await evening.settle()


async def test_whoever_deletes_a_card_deletes_the_words_that_stood_in_it_alone(evening: Evening) -> None:
    salon = await opened(evening)
    draft = await begin(evening)
    secret = "Zebedee hides the telephone because he cannot bear to hear it ring."
    await evening.say(THEN[0], "Caro", reply_to=(await stands(evening, draft)).card)
    await add(evening, draft, secret, "Ben")
    assert "Zebedee" in evening.said[-1]
    await delete_card(evening, draft)
    assert evening.board.standing == []
    assert "Zebedee" not in repr((await evening.turns(salon), evening.said))
    assert THEN[0] in repr(await evening.turns(salon)), "a message of its own is deleted by itself"
    with pytest.raises(NotFound) as error:
        await evening.wired.whatifs.take_up(draft.id)
    assert error.value.key == "whatif_gone"
    await evening.end()
    assert not [item for item in (await evening.recap(salon)).items if item.kind is ItemKind.WHATIF]
    assert not evening.failures


@pytest.mark.parametrize("ended", [False, True])
async def test_an_agreed_draft_whose_card_is_deleted_is_left_out_of_the_recap(evening: Evening, ended: bool) -> None:
    salon = await opened(evening)
    draft = await agreed(evening)
    if ended:
        await evening.end()
        assert PREMISE in repr(await evening.recap(salon))
    await delete_card(evening, draft)
    if not ended:
        await evening.end()
    assert PREMISE not in repr((await evening.recap(salon), evening.stage.texts))
    assert (await stands(evening, draft)).state is WhatIfState.DROPPED


async def test_an_agreed_draft_whose_card_was_deleted_unheard_is_left_out_too(evening: Evening) -> None:
    salon = await opened(evening)
    await agreed(evening)
    card(evening).deleted = True
    await evening.end()
    assert PREMISE not in repr((await evening.recap(salon), evening.stage.texts))


async def agreed(evening: Evening) -> WhatIf:
    """One that was agreed on, with a part that is a message: Ben's."""
    draft = await begin(evening)
    await evening.say(THEN[0], "Ben", reply_to=(await stands(evening, draft)).card)
    for by in ("Anna", "Caro"):
        await evening.wired.whatifs.agree(draft.id, PEOPLE[by])
    await evening.settle()
    assert (await stands(evening, draft)).state is WhatIfState.AGREED
    return draft


async def edit(evening: Evening, draft: WhatIf, text: str) -> WhatIf:
    message_id = (await stands(evening, draft)).contributions[0].message_id
    assert message_id is not None
    await evening.conversation.edited(message_id, text, evening.clock.advance(seconds=5))
    await evening.settle()
    return await stands(evening, draft)


async def test_an_edit_makes_the_question_whether_it_is_agreed_void(evening: Evening) -> None:
    await opened(evening)
    draft = await begin(evening)
    await evening.say(THEN[0], "Ben", reply_to=(await stands(evening, draft)).card)
    await evening.wired.whatifs.agree(draft.id, PEOPLE["Anna"])
    assert (await edit(evening, draft, THEN[1])).asked_by is None
    assert card(evening).draft.asked_by is None
    assert (await evening.wired.whatifs.agree(draft.id, PEOPLE["Caro"]))[1] is Voice.ASKS


async def test_an_edit_opens_what_was_agreed_on(evening: Evening) -> None:
    await opened(evening)
    draft = await agreed(evening)
    assert (await edit(evening, draft, THEN[0])).state is WhatIfState.AGREED, "nothing has changed"
    assert (await edit(evening, draft, THEN[1])).state is WhatIfState.OPEN
    assert card(evening).draft.state is WhatIfState.OPEN


async def test_an_edit_is_marked_where_another_is_open_or_the_salon_has_ended(evening: Evening) -> None:
    await opened(evening)
    draft = await agreed(evening)
    other = await begin(evening, THEN[2], "Caro")
    now = await edit(evening, draft, THEN[1])
    assert (now.state, now.contributions[0].edited) == (WhatIfState.AGREED, True)
    assert (await stands(evening, other)).state is WhatIfState.OPEN
    await evening.wired.whatifs.set_aside(other.id)
    await evening.end()
    assert (await edit(evening, draft, THEN[2])).state is WhatIfState.AGREED
    assert not (await stands(evening, draft)).parts[0].edited


@pytest.mark.parametrize("error", [Gone(), Forbidden("forbidden", permission="Send Messages")])
async def test_where_nothing_can_be_shown_nothing_breaks(evening: Evening, error: SalonError) -> None:
    await opened(evening)
    evening.board.fails = error
    draft = await begin(evening)
    await evening.wait(hours=1)
    assert not evening.failures
    assert len(evening.said) == 1, "no question beside a draft that nobody sees"
    evening.board.fails = None
    await add(evening, draft, THEN[0], "Ben")
    assert len(shown(evening)) == 2


async def test_without_any_whatif_there_is_none_to_show(evening: Evening) -> None:
    await opened(evening)
    assert (await evening.wired.whatifs.here(evening.channel))[1] is None
    with pytest.raises(NotFound):
        await evening.wired.whatifs.here(4_711)
