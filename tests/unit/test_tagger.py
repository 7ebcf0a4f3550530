"""Naming the themes of a text: the right ones, few, with the words that carry them, and none for small talk."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.tagger import MOST, PLAIN, Tagger
from bot.domain.theme import Theme
from bot.domain.wording import tokens
from bot.hosts.content import load_library
from tests.ai_stage import CONFIG

LIBRARY = load_library(CONFIG)
VOCABULARY = LIBRARY.default.bank.vocabulary
TAGGER = Tagger(VOCABULARY.values(), LIBRARY.default.lexicon)
FRENCH = Tagger(LIBRARY.of("fr").bank.vocabulary.values(), LIBRARY.of("fr").lexicon)
SAMPLES = tomllib.loads((Path(__file__).parents[1] / "data" / "tags.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("said", SAMPLES["said"], ids=lambda said: said["theme"])
def test_what_people_say_is_named(said: dict[str, str]) -> None:
    assert said["theme"] in [tag.theme for tag in TAGGER.tags(said["text"])]


@pytest.mark.parametrize("text", SAMPLES["small_talk"])
def test_small_talk_has_no_theme(text: str) -> None:
    assert TAGGER.tags(text) == ()


@given(st.text(max_size=400) | st.lists(st.sampled_from(sorted({w for t in VOCABULARY.values() for c in t.cues for w in tokens(c)})), max_size=40).map(" ".join))  # fmt: skip
def test_tags_are_few_known_ordered_and_carried_by_words_of_the_text(text: str) -> None:
    tags = TAGGER.tags(text)
    assert len(tags) <= MOST
    assert len({tag.theme for tag in tags}) == len(tags)
    typed = tokens(text)
    for tag in tags:
        assert tag.theme in VOCABULARY
        assert 0 < tag.score < 1
        assert tag.evidence
        assert all(word in typed for piece in tag.evidence for word in piece.replace(" ... ", " ").split())
    assert all(better.score >= worse.score for better, worse in pairwise(tags))


def test_words_that_two_themes_share_go_to_the_one_with_more_of_them() -> None:
    tagger = Tagger(
        [
            Theme("the-sea", "the sea", "Water without a shore.", ("ocean", "sailors")),
            Theme("the-road", "the road", "Going on.", ("ocean", "highway")),
            *(Theme(f"other-{number}", f"other {number}", "Something else.") for number in range(40)),
        ],
        LIBRARY.default.lexicon,
    )
    best = tagger.tags("The sailors cross an ocean because the sea asks nothing of them.")[0]
    assert (best.theme, best.evidence[0]) == ("the-sea", "sailors")


def test_a_pair_of_words_names_what_neither_names() -> None:
    fathers = Theme(
        "fathers-sons", "fathers and sons", "What goes on between them.", both=("father dad", "son sons boy")
    )
    tagger = Tagger([fathers], LIBRARY.default.lexicon)
    assert [tag.theme for tag in tagger.tags("A dad drives across the country to bury a boy.")] == ["fathers-sons"]
    assert tagger.tags("A dad drives across the country to bury a dog.") == ()


def test_an_empty_vocabulary_names_nothing() -> None:
    assert Tagger([], LIBRARY.default.lexicon).tags("grief and love") == ()


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Depuis l'enterrement, toute la famille est en deuil et personne n'en parle.", "grief"),
        ("Il l'aime en secret et elle n'en saura jamais rien.", "unrequited-love"),
        ("Les domestiques en bas, les patrons en haut : tout est affaire de classe sociale.", "class"),
    ],
)
def test_french_is_read_in_french(text: str, theme: str) -> None:
    assert theme in [tag.theme for tag in FRENCH.tags(text)]


def test_the_vocabulary_is_whole() -> None:
    assert 180 <= len(VOCABULARY) <= 260
    for theme in VOCABULARY.values():
        assert theme.definition, theme.id
        assert theme.cues, theme.id
        assert 6 <= len(theme.examples) <= 12, theme.id
        assert theme.related, theme.id
        assert theme.names.keys() == {"fr", "es"}, theme.id
        assert theme.broader is None or theme.broader in VOCABULARY, theme.id
    names = [name for theme in VOCABULARY.values() for name in theme.lto]
    assert len(names) == len(set(names))


def test_every_theme_is_found_by_most_of_its_own_examples() -> None:
    rows = [(theme.id, example) for theme in VOCABULARY.values() for example in theme.examples]
    found = sum(theme in [tag.theme for tag in TAGGER.tags(text)] for theme, text in rows)
    assert found >= 0.9 * len(rows)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (("train", "railway"), "The train is the only honest place.", True),
        (("train", "railway"), "Trains again.", True),
        (("cheddar",), "It ends on cheddar.", True),
        (("电影院",), "银幕上的电影院很安静。", True),
        (("電車",), "彼はいつも電車で帰る。", True),
        (("train", "railway"), "They walk home together, all of them.", False),
    ],
)
def test_a_word_that_a_server_chose_is_plain(words: tuple[str, ...], text: str, *, found: bool) -> None:
    vocabulary = LIBRARY.default.bank.vocabulary.values()
    tagger = Tagger([*vocabulary, Theme("own-x", words[0], "", words)], LIBRARY.default.lexicon)
    assert any(tag.theme == "own-x" and tag.score >= PLAIN for tag in tagger.tags(text)) is found
