"""Which words of a text are proper nouns, whatever their script."""

from __future__ import annotations

import pytest

from bot.hosts.guard_names import name_words, plain_name, proper_nouns


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("She waits in Milan for Bruno.", ["Milan", "Bruno"]),
        ("Stanley Kubrick waits.", ["Kubrick"]),
        ("Kubrick’s camera waits.", ["Kubrick’s"]),
        ("It is Kubrick's.", ["Kubrick's"]),
        ("Perhaps she knows. Granted, he does not.", []),
        ("That's it. Nobody's there. What’s left?", []),
        ("“Not looking” is one thing; Another is not.", []),
        ("One thing: Everything is shot from behind.", []),
        ("Then - Suddenly - it ends.\nThe sea is left.", []),
        ("He paints Héloïse and the Île de Ré.", ["Héloïse", "Île", "Ré"]),
        ("It is Żuławski again, or Çağlar.", ["Żuławski", "Çağlar"]),
        ("She reads Чехов and Καβάφης aloud.", ["Чехов", "Καβάφης"]),
        ("The scene comes from 七人の侍 and from 기생충.", ["七人の侍", "기생충"]),
        ("手紙は贈り物です", []),
        ("She is called Anne-Marie O'Brien.", ["Anne-Marie", "O'Brien"]),
        ("nothing at all here", []),
        ("", []),
    ],
)
def test_proper_nouns(text: str, names: list[str]) -> None:
    assert list(proper_nouns(text)) == names


@pytest.mark.parametrize(
    ("written", "plain"),
    [("Héloïse's", "heloise"), ("HÉLOÏSE", "heloise"), ("Theodore’s", "theodore"), ("Чехов", "чехов"), ("侍", "侍")],
)
def test_names_are_compared_without_case_accents_and_what_they_own(written: str, plain: str) -> None:
    assert plain_name(written) == plain


def test_words_of_a_text_are_compared_whole_and_in_their_parts() -> None:
    assert list(name_words("Anne-Marie's letters")) == ["anne-marie", "anne", "marie", "letters"]
