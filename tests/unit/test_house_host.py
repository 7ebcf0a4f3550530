"""The house host in one room: it answers by what was said, asks one question, and knows when not to speak."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.decision import Decision, Trigger
from bot.domain.film import FilmId
from bot.domain.question import Kind
from bot.domain.room import Room
from bot.domain.spoiler import EVERYTHING, HALF, NOTHING, Horizon
from bot.domain.turn import SalonId, Turn, Utterance, UtteranceKind
from bot.errors import NotFound
from bot.hosts.house import HouseHost
from tests.evening import CLAIM, HER, OBJECTION, PROPOSAL, READING, empty_room, film, house, quoted, turn
from tests.fakes import her

HOST = HouseHost(house().content.bank, house().content.speech)
FLATTERY = (
    "great point",
    "fascinating",
    "excellent",
    "wonderful observation",
    "insightful",
    "well said",
    "good question",
)


async def told(
    room: Room, text: str, by: str = "Anna", *, to_host: bool = False, trigger: Trigger = Trigger.TURN
) -> Decision:
    """Say something in the room, and let it hear what the host answers."""
    room.hear(turn(len(room.turns) + 1, text, by, to_host=to_host))
    decision = await HOST.decide(room, trigger)
    if decision.utterance is not None:
        room.hear(host_turn(len(room.turns) + 1, decision.utterance))
    return decision


def host_turn(number: int, said: Utterance) -> Turn:
    return replace(turn(number, said.text), author_id=0, author_name="Salon", utterance=said)


async def alone(about: str = HER, horizon: Horizon = EVERYTHING) -> Room:
    room = empty_room(await film(about))
    room.salon = replace(room.salon, horizon=horizon)
    return room


def decent(said: Utterance) -> None:
    """What every turn of the host keeps to."""
    assert said.text.count("?") <= 1
    assert len(said.text) <= 2000
    assert len(said.text.split()) <= 130
    assert "{" not in said.text
    assert not any(word in said.text.lower() for word in FLATTERY)
    assert "@" not in said.text
    assert said.reason
    if said.question is not None:
        assert said.question.text in said.text


@pytest.mark.parametrize("text", [CLAIM, READING, OBJECTION, PROPOSAL])
async def test_alone_a_point_is_taken_up_in_its_own_words(text: str) -> None:
    room = await alone()
    decision = await told(room, text)
    said = decision.utterance
    assert said is not None
    decent(said)
    assert said.takes_up == (1,)
    assert said.question is not None
    head = said.text.removesuffix(said.question.text)
    assert quoted(head)
    assert all(part in text for part in quoted(head))


async def test_a_proposal_is_a_what_if() -> None:
    said = (await told(await alone(), PROPOSAL)).utterance
    assert said is not None
    assert said.kind is UtteranceKind.WHATIF


@pytest.mark.parametrize("about", [HER, "jaws-1975", "8-and-a-half-1963"])
async def test_a_long_evening_alone_repeats_no_question(about: str) -> None:
    room = await alone(about)
    for number in range(60):
        text = (CLAIM, READING, OBJECTION, PROPOSAL, "yes", "I agree", "what do you think?")[number % 7]
        decision = await told(room, f"{text} {'again ' * (number % 3)}")
        if decision.utterance is not None:
            decent(decision.utterance)
    asked = [t.utterance.question.id for t in room.turns if t.utterance and t.utterance.question]
    assert len(asked) >= 20
    assert len(set(asked)) == len(asked)


async def test_asked_for_its_impression_it_has_one_of_the_house_films() -> None:
    room = await alone()
    first = (await told(room, "What was your impression of it?")).utterance
    second = (await told(room, "And your view of the ending, what do you think?")).utterance
    assert first is not None
    assert second is not None
    decent(first)
    decent(second)
    notes = house().content.bank.notes[HER]
    assert any(i.text in first.text for i in notes.impressions)
    assert first.text != second.text


async def test_of_a_film_it_does_not_know_it_invents_no_impression() -> None:
    room = empty_room(replace(her(), id=FilmId("title:home"), title="Home Movie", listed=False, directors=()))
    said = (await told(room, "What did you think of it?")).utterance
    assert said is not None
    decent(said)
    assert "Home Movie" in said.text


@pytest.mark.parametrize(
    ("question", "answer"),
    [("Who directed it?", "Spike Jonze"), ("When was it released?", "2013"), ("How long is the film?", "126"), ("Who stars in it?", "Joaquin Phoenix")],
)  # fmt: skip
async def test_questions_of_fact_are_answered_from_the_card(question: str, answer: str) -> None:
    said = (await told(await alone(), question)).utterance
    assert said is not None
    decent(said)
    assert answer in said.text


async def test_a_fact_it_does_not_have_is_not_made_up() -> None:
    room = empty_room(replace(her(), directors=(), cast=(), runtime=None, year=None))
    for question in ("Who directed it?", "Who stars in it?", "How long is it?", "When was it released?"):
        said = (await told(room, question)).utterance
        assert said is not None
        decent(said)
        assert not any(word in said.text for word in ("None", "Jonze", "Phoenix", "2013", "126"))


async def test_it_says_what_it_is_and_makes_room_and_says_good_night() -> None:
    room = await alone()
    room_made = (await told(room, "I have a bigger theory about this one.")).utterance
    assert room_made is not None
    assert room_made.question is None
    is_what = (await told(room, "are you a bot?")).utterance
    assert is_what is not None
    assert "program" in is_what.text
    bye = (await told(room, "good night")).utterance
    assert bye is None or bye.question is None


@pytest.mark.parametrize("horizon", [NOTHING, HALF])
@pytest.mark.parametrize("about", [HER, "jaws-1975", "parasite-2019"])
async def test_nothing_is_given_away_to_those_who_have_not_seen_it(about: str, horizon: Horizon) -> None:
    room = await alone(about, horizon)
    marks = {q.id: q.reveals for q in house().content.bank.questions}
    room.hear(host_turn(1, await HOST.open(room.salon, frozenset())))
    opening = room.turns[0].utterance
    assert opening is not None
    assert opening.text == house().content.bank.notes[about].opening_unseen
    for text in (CLAIM, "the ending", "what did you think of it?", PROPOSAL, "at the end he dies", "your view?") * 5:
        said = (await told(room, text)).utterance
        if said is not None and said.question is not None and said.question.id in marks:
            assert horizon.allows(marks[said.question.id])
        hidden = [i.text for i in house().content.bank.notes[about].impressions if not horizon.allows(i.reveals)]
        assert said is None or not any(text in said.text for text in hidden)


async def test_in_company_first_impressions_meet_silence() -> None:
    room = empty_room(await film(), people=("Anna", "Ben"))
    for number, text in enumerate(("hello", "hi, seen it?", "yes last night", "same here", "popcorn")):
        decision = await told(room, text, ("Anna", "Ben")[number % 2])
        assert not decision.speaks
        assert decision.reason


async def test_in_company_a_quarrel_is_put_side_by_side() -> None:
    room = empty_room(await film(), people=("Anna", "Ben"))
    for number in range(12):
        await told(room, "the sea looks cold in that one", ("Anna", "Ben")[number % 2])
    await told(room, CLAIM, "Anna")
    disagreement = "I disagree, the letters are no gifts, because he is paid for every single one of them."
    decisions = [await told(room, disagreement, "Ben"), await told(room, "hm", "Anna"), await told(room, "hm", "Ben")]
    said = next(d.utterance for d in decisions if d.utterance is not None)
    decent(said)
    assert len(said.takes_up) == 2
    assert "Anna" in said.text
    assert "Ben" in said.text
    assert len(quoted(said.text)) == 2


async def test_names_are_said_without_markup_or_mentions() -> None:
    room = empty_room(await film(), people=("Anna", "Ben"))
    odd = replace(turn(1, CLAIM, to_host=True), author_name="@everyone **<@123>** `x`\nevil " + "z" * 90)
    room.hear(odd)
    said = (await HOST.decide(room, Trigger.TURN)).utterance
    assert said is not None
    decent(said)
    assert not any(c in said.text for c in "<>`\n*")


async def test_openings_name_the_film_and_differ_when_heard_before() -> None:
    for about in (HER, "8-and-a-half-1963"):
        salon = (await alone(about)).salon
        first = await HOST.open(salon, frozenset())
        decent(first)
        assert first.kind is UtteranceKind.OPENING
        assert first.question is not None
        later = replace(salon, id=SalonId(salon.id + 1))
        second = await HOST.open(later, frozenset({first.question.id}))
        assert second.question is not None
        assert second.question.text != first.question.text


async def test_an_unlisted_film_is_opened_honestly() -> None:
    unlisted = replace(her(), id=FilmId("title:home"), title="Home Movie", listed=False, directors=(), year=None)
    said = await HOST.open(empty_room(unlisted).salon, frozenset())
    decent(said)
    assert "Home Movie" in said.text


async def test_prompts_follow_the_wish() -> None:
    room = await alone()
    for theme in ("gift", "consent", "authorship"):
        said = await HOST.prompt(room, theme, None, None)
        decent(said)
        assert said.question is not None
        assert said.question.theme == theme
    for kind in (Kind.INTERPRETIVE, Kind.EVALUATIVE):
        said = await HOST.prompt(room, None, None, kind)
        assert said.question is not None
        assert said.question.kind is kind
    for lens in house().content.bank.lenses:
        said = await HOST.prompt(room, None, lens, None)
        assert said.question is not None
        assert said.question.lens == lens
    with pytest.raises(NotFound, match="no_question"):
        await HOST.prompt(room, "no-such-theme", None, None)


async def test_a_group_is_asked_what_only_its_film_answers_whatever_the_questions_are_called() -> None:
    about = FilmId("2001-a-space-odyssey-1968")
    assert not any(q.id.startswith(about) for q in house().content.bank.of_film(about))
    room = empty_room(await film(about), people=("Anna", "Ben", "Caro"))
    for number in range(8):
        await told(room, "The street was in it as well and the dog kept walking through the picture all night " * 2, ("Anna", "Ben")[number % 2])  # fmt: skip
    await told(room, "For me the film is in that match cut, because the bone is a weapon, as the satellite is.", "Caro")
    said = (await told(room, "Mine is on tape.")).utterance
    assert said is not None
    assert said.question is not None
    assert said.question.id == "2001-bone-cut"
