"""What of a host's turn may stand when the words it repeats are withdrawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.question import Asked, Kind, QuestionId
from bot.domain.turn import Source, Turn, TurnId, Utterance, UtteranceKind
from bot.services.quotations import NOTHING_LEFT, standing
from tests.evening import CLAIM, OBJECTION, empty_room, turn
from tests.fakes import her

LINE = "Who pays for it in the end?"


def said(
    text: str, *takes_up: int, question: str | None = LINE, source: Source = Source.HOUSE, number: int = 9
) -> Turn:
    asked = Asked(QuestionId("q"), Kind.INTERPRETIVE, question) if question else None
    utterance = Utterance(UtteranceKind.TAKEUP, "", source, "t", tuple(TurnId(t) for t in takes_up), asked)
    return replace(turn(number, text), author_id=0, author_name="Salon", utterance=utterance)


def stands(one: Turn, *people: Turn) -> str:
    room = empty_room(her())
    for other in people:
        room.hear(other)
    return standing(one, room)


def test_what_is_quoted_rightly_stands() -> None:
    text = f'You say "it is a cop-out because Samantha leaves". {LINE}'
    assert stands(said(text, 1), turn(1, OBJECTION)) == text
    assert stands(said(f"I am listening. {LINE}", 1), turn(1, OBJECTION)) == f"I am listening. {LINE}"


def test_a_participants_turn_is_its_own() -> None:
    assert stands(turn(1, OBJECTION)) == OBJECTION


def test_of_withdrawn_words_the_houses_question_is_left() -> None:
    text = f'You say "it is a cop-out because Samantha leaves". {LINE}'
    assert stands(said(text, 1)) == LINE
    assert stands(said(text, 1), turn(1, CLAIM)) == LINE
    assert stands(said("I hear that.", 1, question=None)) == NOTHING_LEFT


def test_what_is_left_is_left_again() -> None:
    assert stands(said(LINE, 1)) == LINE
    assert stands(said(NOTHING_LEFT, 1)) == NOTHING_LEFT


def test_one_side_of_a_quarrel_withdrawn_takes_the_whole_back() -> None:
    text = f'Anna says "the letters are gifts"; Ben says "it is a cop-out". {LINE}'
    both = (turn(1, CLAIM), turn(2, OBJECTION, "Ben"))
    assert stands(said(text, 1, 2), *both) == text
    assert stands(said(text, 1, 2), both[0]) == LINE


def test_a_models_question_about_withdrawn_words_goes_with_them() -> None:
    question = "Is a gift still a gift when Samantha is the one who sends it?"
    assert stands(said(f"So. {question}", 1, question=question, source=Source.AI)) == NOTHING_LEFT


def test_a_model_that_quoted_somebody_it_did_not_name() -> None:
    text = f"“it is a cop-out because”, somebody said. {LINE}"
    one = said(text, source=Source.AI)
    assert stands(one, turn(1, OBJECTION)) == text
    assert stands(one, turn(1, CLAIM)) == LINE


@pytest.mark.parametrize(
    "text", ["the film's “so-called ending”", 'the "OS" of it', "“the letters … signing them”", '"HER" itself']
)
def test_manners_of_speaking_gaps_and_titles_are_no_false_quotations(text: str) -> None:
    assert stands(said(f"{text}. {LINE}", 1, source=Source.AI), turn(1, CLAIM)) == f"{text}. {LINE}"


def test_what_its_author_has_covered_since_is_not_quoted_any_longer() -> None:
    text = f'You say "it is a cop-out because Samantha leaves". {LINE}'
    covered = OBJECTION.replace("Samantha leaves", "||Samantha leaves||")
    assert stands(said(text, 1), turn(1, f"||{OBJECTION}||")) == LINE
    assert stands(said(text, 1), turn(1, covered)) == LINE
    beside = f'You say "don\'t buy the ending". {LINE}'
    assert stands(said(beside, 1), turn(1, covered)) == beside
