"""Reading a turn: its points, verbatim, and what sort of thing was said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.covered import blanked
from bot.domain.point import PointKind
from bot.domain.reader import Reader, TurnReading
from bot.domain.vocabulary import Vocabulary
from bot.domain.wording import is_verbatim, sentences, tokens
from tests import evening
from tests.evening import CLAIM, OBJECTION, PROPOSAL, READING, house, turn
from tests.fakes import her


def reader() -> Reader:
    content = house().content
    return Reader(content.lexicon, Vocabulary(content.bank.themes, content.bank.lenses, her()), her())


def read(text: str) -> TurnReading:
    return reader().read(turn(1, text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (OBJECTION, PointKind.OBJECTION),
        (READING, PointKind.READING),
        (PROPOSAL, PointKind.PROPOSAL),
        (
            "Why does Theodore sign other letters, because he is lonely, and is that not a cruel gift to Amy?",
            PointKind.QUESTION,
        ),
        (
            "I think Theodore loves his letters more than the people, because none of them can leave him, don't you think?",
            PointKind.CLAIM,
        ),
    ],
)
def test_what_sort_of_thing_was_said(text: str, kind: PointKind) -> None:
    assert read(text).points[0].kind is kind


def test_a_point_is_where_it_says_and_whose_it_says() -> None:
    (point,) = read(CLAIM).points
    assert point.sentence in CLAIM
    assert point.quote in point.sentence
    assert (point.author_id, point.author_name) == (evening.PEOPLE["Anna"], "Anna")
    assert "gift" in point.themes
    assert point.characters == ("Theodore",)


@pytest.mark.parametrize(
    "text",
    ["hi", "hello, how are you?", "lol", "ok", "brb, my dinner is here", "see you next week, good night", "", "   "],
)
def test_chatter_makes_no_point(text: str) -> None:
    assert read(text).points == ()


def test_the_best_point_comes_first_and_they_are_few() -> None:
    text = (
        f"It has music. {OBJECTION} {READING} {CLAIM} {PROPOSAL} The office is warm. They walk by the sea a lot there."
    )
    points = read(text).points
    assert 1 <= len(points) <= 4
    assert [p.salience for p in points] == sorted((p.salience for p in points), reverse=True)


def test_agreement_and_disagreement_are_heard() -> None:
    assert read("I agree, the letters are gifts to him").agrees
    assert read("I disagree, nobody gave anything away").disagrees
    assert read("ok, you changed my mind about the ending").gave_way


def test_quoted_lines_links_mentions_and_code_are_not_the_persons_words() -> None:
    text = (
        "> I don't buy the ending, it is a cop-out\n`the whole film is about grief` https://example.org/is-about <@123>"
    )
    assert read(text).points == ()
    assert [s.text for s in sentences("> theirs\nmine is this")] == ["mine is this"]


words = st.text(alphabet=st.sampled_from(list("abc letters gift, because. \n\"'*_~|`<>@#()[]…“”é字א")), max_size=200)


@settings(max_examples=150, deadline=None)
@given(st.one_of(words, st.text(max_size=200)))
def test_whatever_is_written_quotes_are_verbatim_and_clean(noise: str) -> None:
    text = f"{noise} {OBJECTION} {noise}"
    for sentence in sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
    for point in read(text).points:
        assert is_verbatim(point.sentence, text)
        assert is_verbatim(point.quote, point.sentence)
        assert 1 <= len(point.quote.split()) <= 20
        assert not set(point.quote) & set('"“”«»`|\n<>[]*_~#@')
        assert 0 <= point.salience < 15


@given(st.text(max_size=300))
def test_tokens_are_lower_case_words(text: str) -> None:
    assert all(word and " " not in word for word in tokens(text))


def test_what_somebody_wonders_is_not_cut_into_a_claim() -> None:
    text = "I wonder if the letters were at all honest towards the people who had to read them"
    assert reader().quote(text).startswith("I wonder if")


def test_a_quote_begins_after_the_hesitation() -> None:
    assert reader().quote("hmmm, i think the letters are the most honest thing in the film") == (
        "the letters are the most honest thing in the film"
    )


@pytest.mark.parametrize(
    "text",
    [
        "it was their fault and everyone else on the plane who paid good money shouldn't have to wait for them",
        "He was worried what might happen to his adoptive family when Leigh Anne was gone for good from the house",
    ],
)
def test_a_quote_does_not_stop_where_the_sentence_is_half_said(text: str) -> None:
    quote = reader().quote(text)
    rest = text.partition(quote)[2].split()
    assert not quote or not rest or rest[0] not in {"who", "was", "as", "that"}


def test_what_others_are_said_to_hold_is_no_point_worth_taking_up() -> None:
    reported = read("I know a lot of people didn't like it because they thought it was glorifying a criminal")
    assert all(point.salience < 3.8 for point in reported.points)


def test_what_is_covered_makes_no_point_and_is_in_no_quote() -> None:
    assert (read(f"||{OBJECTION}||").points, read(f"||{OBJECTION}||").faint) == ((), None)
    assert read(f"|| {OBJECTION}\n{READING} ||").points == ()
    text = f"{CLAIM} ||{OBJECTION}|| {READING}"
    points = read(text).points
    assert {point.sentence for point in points} == {CLAIM, READING}


def test_a_sentence_with_a_cover_gives_only_the_clauses_without_it() -> None:
    text = "The ending is a cop-out because ||Samantha leaves||, and the letters are gifts that nobody ever asked for."
    (point,) = read(text).points
    assert point.sentence == point.quote == "the letters are gifts that nobody ever asked for"
    assert point.quote in text
    assert not read("I think the letters are ||not|| gifts to anybody who reads them in this film.").points


def test_bars_without_a_partner_are_ordinary_text() -> None:
    (point,) = read(f"|| {CLAIM}").points
    assert point.quote in CLAIM


def test_a_barb_that_goes_into_a_cover_is_still_one_and_is_not_repeated() -> None:
    reading = read("||He dies. You are an idiot|| because the letters are gifts to everybody who reads them.")
    assert reading.tone.barbs
    assert reading.points == ()


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from([CLAIM, OBJECTION, READING, "||", " ", "|", "zebra crossings are about grief", "\n"]),
        max_size=12,
    )
)
def test_whatever_is_covered_points_are_verbatim_and_outside(bits: list[str]) -> None:
    text = " ".join(bits)
    shown = blanked(text)
    assert len(shown) == len(text)
    for point in read(text).points:
        assert point.sentence in text
        assert point.quote in shown


@pytest.mark.parametrize(
    "text",
    [
        "Micheal being moved around in foster care, and then having a mother like Leigh Ann take him in is, well, moving",
        "I thought it was interesting that they predicted voice control over robots, especially since it is so old",
    ],
)
def test_a_quote_does_not_end_on_a_word_that_leads_on(text: str) -> None:
    assert reader().quote(text).split()[-1] not in {"is", "especially", "since"}


def test_a_tag_is_no_part_of_the_quote() -> None:
    found = read(
        "I think Theodore loves his letters more than the people, because none of them can leave him, don't you think?"
    )
    assert "don't you think" not in found.points[0].quote


def test_what_critics_say_is_nobodys_point_here() -> None:
    assert not read("The critics said the film is a cruel joke because nobody in it ever touches anybody.").points
    assert read("I say the film is a cruel joke because nobody in it ever touches anybody.").points
