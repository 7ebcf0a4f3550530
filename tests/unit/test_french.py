"""The house host in French: how it reads what people type, what it asks, and that nothing of it is English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.domain.decision import Trigger
from bot.domain.film import FilmId
from bot.domain.room import Room
from bot.domain.spoiler import EVERYTHING
from bot.domain.turn import TurnId
from bot.hosts.facts import fact_answer
from bot.hosts.house import HouseHost
from bot.hosts.recapping import write_recap
from tests.evening import HER, empty_room, film, house, turn
from tests.fakes import her

DATA = Path(__file__).parents[1] / "data"
TURNS = tomllib.loads((DATA / "read_fr.toml").read_text(encoding="utf-8"))["turn"]
FRENCH = house().library.of("fr")
HOST = HouseHost(FRENCH.bank, FRENCH.speech)


def room(*people: str) -> Room:
    return empty_room(her(), people=people or ("Anna",), language="fr")


@pytest.mark.parametrize("said", TURNS, ids=lambda said: said["text"][:60])
def test_what_people_type_is_read(said: Mapping[str, Any]) -> None:
    here = room("Anna", "Ben")
    here.hear(turn(1, said["text"]))
    reading = here.readings[TurnId(1)]
    best = reading.points[0] if reading.points else None
    assert (best.kind.value if best else "none") == said["kind"]
    flags = {name: getattr(reading, name) for name in ("agrees", "disagrees", "not_seen")}
    assert flags == {name: said.get(name, False) for name in flags}
    assert {name: getattr(reading, name) for name in ("unseen", "gave_way") if name in said} == {
        name: said[name] for name in ("unseen", "gave_way") if name in said
    }
    if "quote" in said:
        assert best is not None
        assert best.quote == said["quote"]


async def test_alone_every_message_is_answered_in_french_with_its_own_words() -> None:
    here = room()
    for number, text in enumerate(
        ("Je trouve que les lettres sont des cadeaux, parce que Theodore les donne sans jamais les signer.", "bof", "et toi t'en penses quoi ?"), 1
    ):  # fmt: skip
        here.hear(turn(number, text))
        said = (await HOST.decide(here, Trigger.TURN)).utterance
        assert said is not None
        assert said.text.count("?") == 1
        assert said.text.endswith("\u202f?")
        assert not {"the", "and", "says", "you"} & set(said.text.lower().split())
        if number == 1:
            assert "« les lettres sont des cadeaux" in said.text.replace("\u00a0", " ")


async def test_a_film_without_questions_in_french_gives_way_to_the_themes() -> None:
    about = next(one for one in house().catalogue.films if one.id not in FRENCH.bank.notes)
    here = empty_room(about, language="fr")
    opening = await HOST.open(here.salon, frozenset())
    assert here.salon.film.title in opening.text
    assert here.salon.film.blurb in opening.text
    here.hear(turn(1, "Pour moi c'est un film sur le deuil et la mémoire, parce que personne n'ose dire adieu."))
    said = (await HOST.decide(here, Trigger.TURN)).utterance
    assert said is not None
    assert said.question is not None
    assert said.question.id in {q.id for q in FRENCH.bank.questions} | {u.id for u in FRENCH.speech.uptakes}


async def test_spoiler_marks_hold_in_french() -> None:
    marks = {q.id: q.reveals for q in house().content.bank.questions}
    assert all(q.reveals is marks[q.id] for q in FRENCH.bank.questions)
    told = FRENCH.told(await film(FilmId("the-godfather-1972")))
    assert (told.title, "The Godfather" in told.titles) == ("Le Parrain", True)


def test_facts_are_asked_for_in_french_and_a_relative_clause_asks_none() -> None:
    film_ = her()

    def answered(text: str, *, asks: bool = True) -> str | None:
        here = room()
        here.hear(turn(1, text))
        return fact_answer(FRENCH.speech, FRENCH.lexicon, film_, here.readings[TurnId(1)].words, asks=asks)

    assert "Spike Jonze" in (answered("c'est qui le réalisateur ?") or "")
    assert "2013" in (answered("il est sorti en quelle année ?") or "")
    assert answered("franchement l'actrice qui joue Amy est géniale", asks=False) is None


async def test_the_record_is_in_french() -> None:
    here = room("Anna", "Ben")
    for number, (by, text) in enumerate(
        (
            (
                "Anna",
                "Je trouve que les lettres sont des cadeaux, parce que Theodore les donne sans jamais les signer.",
            ),
            ("Ben", "Je suis pas d'accord, ce ne sont pas des cadeaux, parce qu'il est payé pour chacune d'elles."),
            ("Anna", "Et si Samantha restait et demandait à signer les lettres avec lui ?"),
        ),
        1,
    ):
        here.hear(turn(number, text, by))
    recap = write_recap(here, FRENCH.speech)
    whole = " ".join([recap.headline, *(item.text for item in recap.items)])
    assert "ne sont pas d'accord" in whole
    assert "et si" in whole.lower()
    assert not {"holds", "and", "objects", "proposes"} & set(whole.split())


def test_every_film_has_its_french_questions_anchored_and_cued_as_in_english() -> None:
    english = {q.id: q for q in house().content.bank.questions}
    assert {q.id for q in FRENCH.bank.questions} == set(english)
    for question in FRENCH.bank.questions:
        original = english[question.id]
        assert (question.film, question.theme, question.kind) == (original.film, original.theme, original.kind)
        assert bool(question.anchor) is bool(original.anchor), question.id
        assert bool(question.cues) is bool(original.cues), question.id
        assert question.text != original.text, question.id
    assert EVERYTHING.allows(english[FRENCH.bank.of_film(HER)[0].id].reveals)
