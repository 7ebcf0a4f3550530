"""Choosing questions: what fits, what may be given away, and nothing twice."""

from __future__ import annotations

import pytest

from bot.domain.bank import Chooser, QuestionBank, Wish
from bot.domain.question import Kind, Movement, Question, QuestionId
from bot.domain.spoiler import EVERYTHING, HALF, NOTHING, Horizon, Reveal
from bot.domain.theme import Lens, Theme
from tests.evening import HER, house


def question(
    name: str,
    *,
    film: str | None = None,
    theme: str | None = None,
    lens: str | None = None,
    after: str | None = None,
    cues: tuple[str, ...] = (),
    reveals: Reveal = Reveal.NOTHING,
    kind: Kind = Kind.INTERPRETIVE,
    movement: Movement = Movement.READINGS,
) -> Question:
    text = f"What of {name}?"
    return Question(QuestionId(name), text, kind, movement, reveals, film, theme, lens, None, after, cues)


BANK = QuestionBank(
    themes={name: Theme(name, name, "") for name in ("gift", "power")},
    lenses={"feminist": Lens("feminist", "feminist", "")},
    questions=(
        question("letters", film="her", theme="gift", cues=("letters",)),
        question("roof", film="her", cues=("roof", "the ending"), reveals=Reveal.ALL, kind=Kind.EVALUATIVE),
        question("party", film="her", lens="feminist", reveals=Reveal.FIRST_HALF),
        question("shark", film="jaws", cues=("letters",)),
        question("any-gift", theme="gift"),
        question("any-power", theme="power"),
        question("any-feminist", lens="feminist"),
        question("show-me", after="claim"),
        question("anything", after="any"),
    ),
)
CHOOSER = Chooser(BANK, "her")


def wish(
    horizon: Horizon = EVERYTHING,
    *,
    asked: tuple[str, ...] = (),
    words: str = "",
    themes: tuple[str, ...] = (),
    lens: str | None = None,
    kind: Kind | None = None,
    most_words: int = 120,
) -> Wish:
    heard = frozenset(QuestionId(name) for name in asked)
    return Wish("her", horizon, heard, words.split(), (), themes, None, lens, kind, most_words)


def test_the_question_whose_cue_was_heard() -> None:
    for words, name in (("about the letters", "letters"), ("on the roof", "roof"), ("the ending then", "roof")):
        found = CHOOSER.about_the_film(wish(words=words), at_least=2.0)
        assert found is not None
        assert found.id == name


def test_no_cue_no_fit_and_no_question_of_another_film() -> None:
    assert CHOOSER.about_the_film(wish(words="popcorn"), at_least=2.0) is None
    everything = ("letters", "roof", "party")
    assert CHOOSER.about_the_film(wish(words="letters", asked=everything)) is None


def test_what_was_asked_is_not_asked_again() -> None:
    assert CHOOSER.about_the_film(wish(words="letters", asked=("letters",)), at_least=2.0) is None


@pytest.mark.parametrize(("horizon", "allowed"), [(NOTHING, {"letters"}), (HALF, {"letters", "party"})])
def test_nothing_beyond_what_was_seen(horizon: Horizon, allowed: set[str]) -> None:
    found: list[str] = []
    while (one := CHOOSER.about_the_film(wish(horizon, words="roof letters party", asked=tuple(found)))) is not None:
        found.append(one.id)
    assert set(found) == allowed


def test_by_theme_lens_kind_and_length() -> None:
    theme = CHOOSER.about_the_theme(wish(themes=("gift", "power")))
    assert theme is not None
    assert theme.id == "any-gift"
    theme = CHOOSER.about_the_theme(wish(themes=("gift", "power"), asked=("any-gift",)))
    assert theme is not None
    assert theme.id == "any-power"
    assert CHOOSER.about_the_theme(wish()) is None
    lens = CHOOSER.through_the_lens(wish(lens="feminist"))
    assert lens is not None
    assert lens.id == "any-feminist"
    assert CHOOSER.through_the_lens(wish()) is None
    kind = CHOOSER.about_the_film(wish(kind=Kind.EVALUATIVE))
    assert kind is not None
    assert kind.id == "roof"
    assert CHOOSER.about_the_film(wish(most_words=2)) is None


def test_evidence_after_its_kind_of_point_first() -> None:
    found = CHOOSER.for_evidence(wish(), "claim")
    assert found is not None
    assert found.id == "show-me"
    found = CHOOSER.for_evidence(wish(), "objection")
    assert found is not None
    assert found.id == "anything"
    assert CHOOSER.for_evidence(wish(asked=("anything",)), "objection") is None


def test_a_horizon_in_minutes() -> None:
    assert Horizon.at_minute(63, 126).allows(Reveal.FIRST_HALF)
    assert not Horizon.at_minute(62, 126).allows(Reveal.FIRST_HALF)
    assert Horizon.at_minute(999, 126).widest is Reveal.ALL
    assert Horizon.at_minute(-5, None).widest is Reveal.NOTHING


def test_the_house_has_a_question_for_every_theme_lens_and_house_film() -> None:
    bank = house().content.bank
    assert len(bank.themes) >= 25
    assert all(len(bank.of_theme(theme)) >= 4 for theme in bank.themes)
    assert bank.themes.keys() < bank.vocabulary.keys()
    films = {q.film for q in bank.questions if q.film}
    assert len(films) >= 30
    assert HER in films
    assert all(len(bank.of_film(film)) >= 6 for film in films if film)
    assert {"authorship", "gift", "consent"} <= bank.themes.keys()
