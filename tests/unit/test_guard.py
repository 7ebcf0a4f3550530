"""What a host may say, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.film import Film, FilmId
from bot.domain.question import Asked, Kind, Movement, Question, QuestionId
from bot.domain.spoiler import HALF, Horizon, Reveal
from bot.domain.turn import SalonId, Source, Turn, TurnId, Utterance, UtteranceKind
from bot.errors import ConfigError
from bot.hosts.guard import FaultKind, Ground, asked_before, examine, load_phrases
from bot.hosts.verbatim import clean, fold, is_verbatim, locate, quotes_in
from tests.fakes import EVENING

PHRASES = load_phrases(Path(__file__).parents[2] / "config" / "guard")
ANA, BEN, HOST = 11, 12, 1


def turn(number: int, text: str, author: int = ANA, utterance: Utterance | None = None) -> Turn:
    at = EVENING + timedelta(minutes=number)
    return Turn(TurnId(number), SalonId(1), author, f"guest {author}", at, text, utterance=utterance)


def asked(text: str, reveals: Reveal = Reveal.NOTHING) -> Question:
    return Question(QuestionId("q"), text, Kind.INTERPRETIVE, Movement.READINGS, reveals)


TALK = (
    turn(1, "not looking is the whole point, it's Orpheus again"),
    turn(2, "I’m not convinced she knows Marianne is there", BEN),
    turn(3, "maybe she is\nfinally alone!", ANA),
)


def kinds(
    text: str, *, takes_up: Sequence[int] = (), question: Asked | Question | None = None, **ground: object
) -> set[str]:
    base = Ground(TALK, ("Portrait of a Lady on Fire",), **ground)  # type: ignore[arg-type]
    faults = examine(text, base, takes_up=[TurnId(n) for n in takes_up], question=question, phrases=PHRASES)
    return {fault.kind.name for fault in faults}


GOOD = (
    "“Not looking is the whole point,” Ana says, and Ben doubts she even knows. In the kitchen one of them says "
    "Orpheus makes the poet's choice, and another that perhaps Eurydice told him to turn. "
    "Which of those two is the concert's?"
)


def test_a_good_turn_passes() -> None:
    assert kinds(GOOD, takes_up=[1, 2], question=asked("Which of those two is the concert's?")) == set()


@pytest.mark.parametrize("text", ["", "   \n "])
def test_nothing_is_a_fault(text: str) -> None:
    assert kinds(text) == {"EMPTY"}


def test_length_is_bounded_in_words_and_characters() -> None:
    assert kinds("word " * 120) == set()
    assert kinds("word " * 121) == {"TOO_LONG"}
    assert kinds("word " * 91, most_words=90) == {"TOO_LONG"}
    assert kinds("w" * 1_901) == {"TOO_LONG"}


@pytest.mark.parametrize(
    "text",
    [
        "Who is looking? And who is being looked at?",
        "Who is looking??",
        "Who is looking？ Who is not?",
        "What does she know, and what is it that she chooses not to see?",
        "How is the shot made, and why does it matter?",
        "Where does the camera stand, and why?",
        "“I'm not convinced she knows Marianne is there?” Then who is the shot for?",
    ],
)
def test_two_questions_are_one_too_many(text: str) -> None:
    assert "TWO_QUESTIONS" in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Which of the two, and not the other, does the camera believe?",
        "When do we learn who she is and what she wants?",
        "You doubt it, and what is in the kitchen does not help; which of the two is it?",
        "No question at all, and why not.",
    ],
)
def test_one_question_may_be_long(text: str) -> None:
    assert "TWO_QUESTIONS" not in kinds(text)


def test_titles_may_ask_and_exclaim() -> None:
    ground = Ground((), ("They Shoot Horses, Don't They?", "Mamma Mia!"))
    said = "In They Shoot Horses, Don't They? nobody wins, and in Mamma Mia! everybody does. Which one stops first?"
    assert examine(said, ground, phrases=PHRASES) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Great point, Ana. The shot is long.",
        "That is a really insightful reading.",
        "A fascinating thing to notice.",
        "Love that. The shot is long.",
        "I love that you bring up the kitchen.",
        "What a brilliant observation about the pan.",
        "You make a very good point.",
        "A sharp and careful observation.",
        "You’re so right about the pan.",
        "Thank you for sharing this.",
        "Interesting, but the shot says otherwise.",
        "GREAT POINT.",
    ],
)
def test_flattery_is_found(text: str) -> None:
    assert "FLATTERY" in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "The love that Theodore has is a trade.",
        "She is a great painter who burns a face.",
        "It is interesting that the pan never comes.",
        "At that point, the film has the great hall behind it.",
        "The beautiful shot of the sea is no comfort.",
        "Is it a good idea to send the other painting?",
    ],
)
def test_plain_words_are_no_flattery(text: str) -> None:
    assert "FLATTERY" not in kinds(text)


def test_a_guests_own_flattery_may_be_quoted() -> None:
    ground = Ground((turn(1, "great point, honestly the best one!"),))
    assert examine("“Great point, honestly the best one!” is how it ended.", ground, phrases=PHRASES) == ()


@pytest.mark.parametrize(
    "text",
    [
        "# Themes\nLove", "-# small", "- one\n- two", "1. one", "2) two", "• one", "**Love**: it is there",
        "**Love:** it is", "There are 1. love 2. death",
    ],
)  # fmt: skip
def test_layout_is_refused(text: str) -> None:
    assert "LAYOUT" in kinds(text)


@pytest.mark.parametrize(
    "text", ["The shot is 3. Then it ends.", "She waits - and waits.", "A *very* long shot.", "In 1770. Not 1771."]
)
def test_prose_is_not_layout(text: str) -> None:
    assert "LAYOUT" not in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "@everyone look",
        "hey @HERE now",
        "ask <@123>",
        "ask <@!123>",
        "<@&5> come",
        "see <#77>",
        "use </salon start:12>",
    ],
)
def test_mentions_are_refused_and_cleaned(text: str) -> None:
    assert "MENTION" in kinds(text)
    assert "MENTION" not in kinds(clean(text))
    assert fold(clean(text)) == fold(text)


@pytest.mark.parametrize(
    "text", ["see https://example.org", "see www.example.org", "discord.gg/abc", "[here](x)", "file://x"]
)
def test_links_are_refused(text: str) -> None:
    assert "LINK" in kinds(text)


def test_code_is_refused() -> None:
    assert "CODE" in kinds("```py\nprint()\n```")


def test_turn_labels_are_refused() -> None:
    assert "LABEL" in kinds("As in [turn 12] she looks.")
    assert "LABEL" in kinds("What Ana said in turn 12 stands.")
    assert "LABEL" not in kinds("She is about to turn 30.")


def test_unknown_turns_are_refused() -> None:
    assert kinds("The shot is long.", takes_up=[1, 99]) == {"UNKNOWN_TURN"}


@pytest.mark.parametrize(
    "text",
    [
        "“I'm not convinced she knows” is Ben's.",
        '"MAYBE SHE IS FINALLY ALONE" is another film.',
        "«not looking is the whole point» it is.",
        "‘not looking is the whole point’ it is.",
        "“not looking … it's Orpheus again”, so far.",
        "“Portrait of a Lady on Fire” is the title.",
        "“finally alone” is two words, and “not here” is not checked.",
        "> maybe she is finally alone\nThat is another film.",
        "the dogs' bowls and the cats' toys",
    ],
)
def test_true_quotes_pass(text: str) -> None:
    assert "QUOTE" not in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "“Do not regret, remember”, as Marianne says.",
        "‘Do not regret, remember’, as Marianne says.",
        '"she knows Marianne is here" is Ben\'s.',
        "“it's Orpheus again … not looking is the whole point”",
        "> she was never alone at all",
    ],
)
def test_false_quotes_are_refused(text: str) -> None:
    assert "QUOTE" in kinds(text)


def test_more_texts_may_be_made_quotable() -> None:
    ground = Ground((), also=("Whose letter is it, once it is posted?",))
    assert examine("“Whose letter is it, once it is posted” was asked.", ground) == ()


def test_exclamation_marks_are_refused_outside_quotes() -> None:
    assert kinds("What a shot!") == {"EXCLAMATION"}
    assert kinds("“maybe she is finally alone!” she wrote.") == set()


def test_the_question_stands_in_the_text() -> None:
    assert kinds("Who is looking here?", question=asked("Who is looking there?")) == {"QUESTION_ELSEWHERE"}


def test_the_spoiler_mark_is_held_against_the_horizon() -> None:
    text = "Who looks last?"
    assert kinds(text, question=asked(text, Reveal.ALL), horizon=HALF) == {"SPOILER"}
    assert kinds(text, question=asked(text, Reveal.FIRST_HALF), horizon=HALF) == set()
    assert kinds(text, question=asked(text, Reveal.FIRST_HALF), horizon=Horizon(0.2)) == {"SPOILER"}


def test_a_question_is_not_asked_twice() -> None:
    put = Asked(QuestionId("x"), Kind.INTERPRETIVE, "Who is looking in the last shot?")
    host = turn(4, put.text, HOST, Utterance(UtteranceKind.QUESTION, put.text, Source.HOUSE, "", question=put))
    assert asked_before("who is looking, in the last shot?", [host])
    assert not asked_before("Who is painting in the first scene?", [host])
    faults = examine("Who is looking in the last shot?", Ground((host,)), question=put)
    assert [fault.kind for fault in faults] == [FaultKind.REPEATED]


def test_control_characters_direction_marks_and_zalgo_are_taken_out() -> None:
    assert clean("a\x00b\x07c\td\r\ne") == "abc\td\ne"
    assert clean("abc\u202edef\u2066") == "abcdef"
    assert clean("e" + "\u0301" * 40) == "e" + "\u0301" * 2
    assert clean("lone \ud83d surrogate").encode("utf-8")
    assert clean("مرحبا 👩‍👩‍👧 plain") == "مرحبا 👩‍👩‍👧 plain"


def test_locate_gives_the_speakers_own_spelling() -> None:
    text = "Well — “Maybe  she is\nfinally ALONE”, no?"
    assert locate("maybe she is finally alone.", text) == "Maybe  she is\nfinally ALONE"
    assert locate("maybe she was alone", text) is None
    assert locate("...", text) is None
    assert locate("it's Orpheus", "it’s Orpheus again") == "it’s Orpheus"


def test_quotes_are_found_in_every_style() -> None:
    said = '“one two three” and "four five six" and «seven eight nine» and ‘don\'t you say’ and “two words”'
    assert sorted(quotes_in(said)) == ["don't you say", "four five six", "one two three", "seven eight nine"]
    assert is_verbatim("one … three", [fold("one two three")])
    assert not is_verbatim("three … one", [fold("one two three")])


def test_a_long_room_is_checked_at_once() -> None:
    ground = Ground([turn(n, f"line number {n} of a long evening") for n in range(20_000)])
    assert examine("“line number 19990 of a long evening” it was.", ground, phrases=PHRASES) == ()


def test_short_titles_do_not_eat_words() -> None:
    film = Film(FilmId("m"), "M", other_titles=("M!",))
    assert Ground((), tuple(t for t in (film.title,) if len(t) > 2)).titles == ()


def test_broken_phrase_lists_are_all_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as none:
        load_phrases(tmp_path)
    assert "en.toml" in none.value.faults[0]
    (tmp_path / "en.toml").write_text("phrases = [1]\nother = 2\n", encoding="utf-8")
    (tmp_path / "fr.toml").write_text("phrases = [", encoding="utf-8")
    for language, count in (("en", 2), ("fr", 1)):
        with pytest.raises(ConfigError) as wrong:
            load_phrases(tmp_path, language)
        assert len(wrong.value.faults) == count


def test_a_language_has_its_own_flattery(tmp_path: Path) -> None:
    (tmp_path / "fr.toml").write_text(
        'praise = ["fine"]\nabout = ["lecture"]\nbetween = ["est", "très"]\n', encoding="utf-8"
    )
    french = load_phrases(tmp_path, "fr")
    assert french.found_in("Votre lecture est très fine.")
    assert french.found_in("La lecture que fait cette fine scène ne tient pas.") is None
    assert PHRASES.found_in("Votre lecture est très fine.") is None


def test_covered_words_may_not_be_quoted() -> None:
    talk = turn(1, "I loved that ||Marianne never turns round again|| in this film", ANA)
    ground = Ground((talk,))

    def faults(text: str) -> set[str]:
        return {fault.kind.name for fault in examine(text, ground, phrases=PHRASES)}

    assert faults("You say “never turns round again”.") == {"QUOTE"}
    assert faults("You say “I loved that … turns round again”.") == {"QUOTE"}
    assert faults("You say “I loved that in this film”.") == {"QUOTE"}
    assert faults("You say “I loved that”, of what happens “in this film”.") == set()


def test_what_was_aimed_at_somebody_across_a_cover_may_not_be_quoted_either() -> None:
    sentence = "You are an idiot about this|| and more"
    ground = Ground((turn(1, f"||She leaves. {sentence}. I loved the fire."),), aimed=(sentence,))
    for words in ("She leaves. You are", "You are an idiot", "this and more"):
        assert "QUOTE" in {fault.kind.name for fault in examine(f"“{words}”, you say.", ground)}
    assert not examine("“I loved the fire”, you say.", ground)


def test_covered_words_may_not_be_said_without_quotation_marks_either() -> None:
    talk = turn(1, "so ||Marianne never turns round again at the end of the film|| and I loved it", ANA)

    def faults(text: str, *also: Turn) -> set[str]:
        return {fault.kind.name for fault in examine(text, Ground((talk, *also)), phrases=PHRASES)}

    assert faults("It matters that Marianne never turns round again.") == {"SPOILER"}
    assert faults("“Marianne never turns round again”, and I loved it.") == {"QUOTE", "SPOILER"}
    assert faults("It matters what happens at the end of the film.") == set()
    assert (
        faults("It matters that Marianne never turns round again.", turn(2, "Marianne never turns round again"))
        == set()
    )
