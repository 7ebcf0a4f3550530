"""What a latecomer is told: the room's own words, within their horizon, in few words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.catch_up import CatchUp, Line, OpenWhatIf, catch_up, seen_by
from bot.domain.room import Room
from bot.domain.salon import SalonState
from bot.domain.spoiler import EVERYTHING, HALF, NOTHING, Horizon
from bot.domain.turn import SalonId, Turn, TurnId
from bot.domain.whatif import Part, WhatIf, WhatIfId, WhatIfState
from bot.ports import PostedMessage
from bot.services.catching_up import Told
from bot.ui.catch_up import catch_up_text, counted
from bot.ui.texts import Texts
from tests.evening import CLAIM, OBJECTION, PEOPLE, READING, empty_room, film, turn
from tests.fakes import ANNA, EVENING, utterance

TEXTS = Texts.load(Path(__file__).parents[2] / "config" / "locales")
BEN, CARO, LATE = PEOPLE["Ben"], PEOPLE["Caro"], 99
AGAINST = "I find the letters a lie, I disagree that they are gifts, because nobody asked for them."
WEAKER = "I think the last scene on the roof is calm, because nobody talks."
OFTEN = [
    "I think the red shirts are armour, because he only wears them when he is alone.",
    "The city is the real lover here, since it never stops talking to him in any scene.",
    "I find the game with the foul child braver than the romance, because it admits that he is lonely.",
    "The camera is jealous of her, I think, because it can never frame her anywhere.",
]


@pytest.fixture
async def room() -> Room:
    return empty_room(await film(), people=("Anna", "Ben", "Caro"))


def hear(room: Room, *said: tuple[str, str]) -> list[Turn]:
    """Let people say things, in their order."""
    turns = [turn(len(room.turns) + n, text, by) for n, (by, text) in enumerate(said, 1)]
    for one in turns:
        room.hear(one)
    return turns


def ask(room: Room, text: str, question: str | None = "her-2013-letters") -> Turn:
    """Let the host ask."""
    number = len(room.turns) + 1
    asked = Turn(
        TurnId(number), SalonId(1), 0, "Salon", EVENING + timedelta(seconds=10 * number), text,
        message_id=100 + number, utterance=utterance(text, question=question),
    )  # fmt: skip
    room.hear(asked)
    return asked


def missed(room: Room, person: int = ANNA, seen: Horizon = EVERYTHING, drafts: Sequence[WhatIf] = ()) -> CatchUp:
    return catch_up(room, person, drafts, seen, lambda one: "Samantha leaves" in one.text)


def text(room: Room, found: CatchUp, language: str = "en", recap: PostedMessage | None = None) -> str:
    turns = {turn_id: one for turn_id in found.shown if (one := room.turn(turn_id)) is not None}
    return catch_up_text(Told(room.salon, found, turns, recap), "Her (2013)", TEXTS(language))


def words_of(found: CatchUp) -> list[str]:
    return [line.words for line in found.points]


async def test_only_what_came_after_ones_last_words(room: Room) -> None:
    hear(
        room, ("Ben", OFTEN[0]), ("Anna", "I am here now."), ("Ben", CLAIM), ("Anna", "One moment."), ("Caro", READING)
    )
    found = missed(room)
    assert (found.spoke, found.turns, found.first) == (True, 1, TurnId(5))
    assert [line.speaker for line in found.points] == ["Caro"]
    assert READING.startswith(found.points[0].words)


async def test_who_never_spoke_is_told_from_the_beginning(room: Room) -> None:
    hear(room, ("Ben", CLAIM), ("Caro", READING))
    found = missed(room, LATE)
    assert (found.spoke, found.turns) == (False, 2)
    assert text(room, found).startswith(
        "So far in the salon on Her (2013): 2 messages, from [here](https://discord.com/"
    )


async def test_every_line_is_verbatim_and_links_to_its_turn(room: Room) -> None:
    hear(room, *(("Ben", one) for one in OFTEN), ("Caro", READING), ("Ben", AGAINST))
    found = missed(room, LATE)
    for line in (*found.points, *(found.dispute or ())):
        said = room.turn(line.turn)
        assert said is not None
        assert line.words in said.text
        assert f"/{said.message_id})" in text(room, found)


async def test_everybody_is_told_before_anybody_twice(room: Room) -> None:
    hear(room, *(("Ben", one) for one in OFTEN), ("Caro", WEAKER), ("Ben", CLAIM))
    speakers = [line.speaker for line in missed(room, LATE).points]
    assert speakers.index("Caro") == 1


async def test_one_thing_said_twice_is_told_once(room: Room) -> None:
    hear(room, ("Ben", CLAIM), ("Caro", CLAIM.replace("I think", "Yes, I also think")))
    assert len(missed(room, LATE).points) == 1


async def test_small_talk_is_no_news(room: Room) -> None:
    hear(room, ("Ben", "hello everyone"), ("Caro", "hi Ben, how are you"))
    found = missed(room, LATE)
    assert found.turns == 2
    assert not found.points
    assert "None of it makes a point" in text(room, found)


async def test_nothing_new_is_one_sentence(room: Room) -> None:
    assert text(room, missed(room)) == "So far nobody but me has said anything in the salon on Her (2013)."
    hear(room, ("Ben", CLAIM), ("Anna", READING))
    found = missed(room)
    assert found.nothing
    assert text(room, found) == "Nothing new has been said in the salon on Her (2013) since you last spoke."


async def test_a_disagreement_under_way_has_both_sides(room: Room) -> None:
    hear(room, ("Ben", CLAIM), ("Caro", AGAINST))
    found = missed(room, LATE)
    assert found.dispute is not None
    assert [line.speaker for line in found.dispute] == ["Ben", "Caro"]
    assert not found.points, "its sides are not told twice"
    assert "**Ben** and **Caro** disagree: “I think the letters are gifts" in text(room, found)


async def test_a_disagreement_in_which_somebody_gave_way_is_over(room: Room) -> None:
    hear(room, ("Ben", CLAIM), ("Caro", AGAINST), ("Ben", "Fair enough, I stand corrected, the letters are lies."))
    assert missed(room, LATE).dispute is None


async def test_disagreement_with_ones_own_words_is_news(room: Room) -> None:
    hear(room, ("Anna", CLAIM), ("Caro", AGAINST))
    found = missed(room)
    assert found.dispute is not None
    assert found.dispute[0].speaker == "Anna"


async def test_the_hosts_question_waits_until_somebody_answers(room: Room) -> None:
    hear(room, ("Ben", CLAIM))
    ask(room, "What would Theodore have said, had she asked?")
    assert missed(room, LATE).question == Line(TurnId(2), "Salon", "What would Theodore have said, had she asked?")
    assert "I asked, and nobody has answered yet: “What would" in text(room, missed(room, LATE))
    hear(room, ("Caro", "hm"))
    assert missed(room, LATE).question is not None
    hear(room, ("Caro", "He would have said no to her and regretted that answer for years."))
    assert missed(room, LATE).question is None


async def test_a_question_that_was_taken_back_waits_no_more(room: Room) -> None:
    asked = ask(room, "What would Theodore have said, had she asked?")
    room.turns[-1] = replace(asked, text="…")
    assert missed(room, LATE).question is None


def draft(*parts: tuple[int, str], state: WhatIfState = WhatIfState.OPEN, card: int | None = 7_000) -> WhatIf:
    made = tuple(
        Part(TurnId(number), BEN, "Ben", EVENING, said, version) for version, (number, said) in enumerate(parts, 1)
    )
    return WhatIf(WhatIfId(1), SalonId(1), state, len(parts), EVENING, made, card)


async def test_the_open_what_if_is_told_while_it_has_something_new(room: Room) -> None:
    hear(room, ("Ben", CLAIM), ("Ben", OFTEN[0]), ("Anna", "I see."))
    open_one = draft((1, CLAIM), (2, OFTEN[0]))
    found = missed(room, LATE, drafts=[open_one])
    assert found.whatif == OpenWhatIf(Line(TurnId(1), "Ben", CLAIM), 1, 7_000)
    assert not found.points
    assert "**Ben** has begun a what-if: “I think the letters" in text(room, found)
    assert "with one contribution since" in text(room, found)
    assert missed(room, drafts=[open_one]).nothing
    assert missed(room, LATE, drafts=[replace(open_one, state=WhatIfState.DROPPED)]).whatif is None


async def test_later_scenes_are_left_out_and_counted(room: Room) -> None:
    hear(room, ("Ben", CLAIM), ("Caro", OBJECTION))
    assert missed(room, LATE).left_out == 0
    found = missed(room, LATE, HALF)
    assert (found.left_out, words_of(found)) == (1, [CLAIM.rstrip(".")])
    shown = text(room, found)
    assert "One point about later scenes is left out." in shown
    assert "Samantha leaves" not in shown


async def test_what_is_left_is_covered_for_who_has_not_seen_everything(room: Room) -> None:
    hear(room, ("Ben", CLAIM), ("Caro", AGAINST), ("Ben", OFTEN[1]))
    ask(room, "What would Theodore have said, had she asked?")
    drafts = [draft((3, f"What if ||{OFTEN[1]}||"))]
    shown = text(room, missed(room, LATE, NOTHING, drafts))
    for quoted in re.findall(r"“(.*?)”", shown):
        assert re.fullmatch(r"\|\|[^|]+\|\|", quoted), quoted
    assert shown.count("||") == 8, "both sides, the question and the premise"
    assert "||" not in text(room, missed(room, LATE))


async def test_covers_that_people_made_are_not_cut_open(room: Room) -> None:
    hear(room, ("Ben", CLAIM))
    secret = "He wakes up and ||" + "she was only ever " * 20 + "a dream|| and nobody minds at all."
    shown = text(room, missed(room, LATE, drafts=[draft((1, secret))]))
    assert "she was only" not in shown
    assert "▮▮▮" in shown


async def test_how_far_somebody_has_seen(room: Room) -> None:
    assert seen_by(room, LATE) == EVERYTHING
    hear(room, ("Ben", "I have not seen it yet, but tell me."))
    assert seen_by(room, BEN) == NOTHING
    room.has_seen(BEN, HALF)
    assert seen_by(room, BEN) == HALF


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_it_has_at_most_120_words(language: str) -> None:
    room = empty_room(await film(), people=("Anna", "Ben", "Caro"))
    long = "I think that " + "the slow and patient and unsigned letters are gifts because " * 8 + "he gives."
    hear(room, *((("Ben", "Caro")[n % 2], f"{one} {long}") for n, one in enumerate((*OFTEN, CLAIM, READING, AGAINST))))
    for name in (BEN, CARO):
        room.people[name] = "a b c d e f g h i j k l m n o p"
    ask(room, "Why, " + "after all these very many words of ours, " * 5 + "did he never sign?")
    premise = draft((1, "What if " + "she never leaves him and the letters go on " * 12))
    for seen in (EVERYTHING, NOTHING):
        shown = text(room, missed(room, LATE, seen, [premise]), language)
        assert 60 < counted(shown) <= 120
        assert len(shown) < 4_000


async def test_links_are_no_words() -> None:
    assert counted("Ben said it [link](https://discord.com/channels/1/2/3) and [here](https://x.y/z).") == 4


async def test_markup_and_mentions_in_names_and_words_do_no_harm(room: Room) -> None:
    bad = Line(TurnId(1), "*B*", "**@everyone** should see the <@12> letters as [gifts](https://x.y)")
    shown = text(room, CatchUp(spoke=False, turns=1, first=TurnId(1), points=(bad,)))
    assert "@everyone" not in shown
    assert "<@12>" not in shown
    assert "](https://x.y" not in shown
    assert "- **\\*B\\*:** “\\*\\*@" in shown


async def test_a_salon_that_has_ended_points_to_its_recap(room: Room) -> None:
    room.salon = replace(room.salon, state=SalonState.CLOSED)
    hear(room, ("Ben", CLAIM))
    shown = text(room, missed(room, LATE), recap=PostedMessage(3_000, 8_000))
    assert shown.startswith("The salon on Her (2013) has ended, and its recap is [here](")
    assert "/3000/8000)" in shown.splitlines()[0]
    assert "letters are gifts" in shown
    assert "`/salon recap` shows what it leaves" in text(room, missed(room, LATE))
