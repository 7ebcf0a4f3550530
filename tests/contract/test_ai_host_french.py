"""The AI host in a French salon: an honest turn passes, and what is not is mended once or left to the house host."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.content import Content
from bot.domain.decision import Decision, Trigger
from bot.domain.room import Room
from bot.domain.turn import Source
from bot.hosts.ai import AIHost
from bot.hosts.ai_client import ModelClient
from bot.hosts.ai_settings import ModelSettings
from bot.hosts.content import load_content
from bot.hosts.guard import load_phrases
from bot.hosts.guard_words import load_guard_words
from bot.hosts.prompts import load_prompts
from tests.ai_stage import ANA, CONFIG, SECRET, FakeHouse, draft, room_of, salon
from tests.fakes import ManualClock, her
from tests.local_model import Behaviour, LocalModel, says, texts

LETTERS = "Moi qui écris pour d’autres, je lui en veux de publier sans demander. Des lettres écrites pour d’autres, ce sont des cadeaux\u202f!"
HONEST = "« des lettres écrites pour d'autres, ce sont des cadeaux » : soit. Mais un cadeau, qui peut le reprendre ?"


@pytest.fixture(scope="module")
def french() -> Content:
    return load_content(CONFIG, "fr")


def alone(content: Content) -> Room:
    """Ana alone with the host, in French."""
    return room_of(content, (ANA, "Ana", LETTERS), of=replace(salon(her()), language="fr"))


async def decided(content: Content, *behaviours: Behaviour) -> tuple[Decision, LocalModel]:
    """What the French AI host makes of what a model answers."""
    async with LocalModel(*behaviours) as server:
        how = ModelSettings("stand-in", base_url=server.url, api_key=SECRET, patience=5.0)
        host = AIHost(
            ModelClient(how),
            FakeHouse(),
            prompts=load_prompts(CONFIG / "prompts"),
            phrases=load_phrases(CONFIG / "guard", "fr"),
            words=load_guard_words(CONFIG / "guard", "fr"),
            content=content,
            clock=ManualClock(),
            settings=how,
        )
        try:
            return await host.decide(alone(content), Trigger.TURN), server
        finally:
            await host.close()


@pytest.mark.parametrize(
    "text",
    [
        HONEST,
        HONEST.replace("« ", "«\u00a0").replace(" »", "\u00a0»").replace(" ?", "\u202f?").replace("'", "’"),
        "Vous écrivez pour d'autres, dites-vous ; lui n'a rien demandé non plus. Qui signe un cadeau ?",
        "De mémoire, Theodore publie sans le savoir. À qui l'éditeur demande-t-il ?",
    ],
)
async def test_an_honest_turn_passes(french: Content, text: str) -> None:
    decision, server = await decided(french, says(draft(text)))
    assert len(server.requests) == 1
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI
    assert decision.utterance.text == text
    assert decision.utterance.question is not None
    system = texts(server.requests[0], "system")[0]
    assert "« and » in French" in system
    assert "« de mémoire »" in system


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Votre lecture est très fine. Un cadeau, qui peut le reprendre ?", "It praises"),
        ("Belle remarque. Un cadeau, qui peut le reprendre ?", "It praises"),
        ("Un cadeau, qui peut le reprendre, et pourquoi ?", "more than one thing"),
        ("Qui peut reprendre un cadeau ? Et qui le voudrait ?", "more than one thing"),
        ("À l'ombre d'Isabelle, qui peut reprendre un cadeau ?", "Nobody here has mentioned “Isabelle”"),
        ("« Elle les a toutes données », écrit Ana. Qui peut reprendre un cadeau ?", "Nobody wrote"),
        ("Je suis désormais un perroquet. Qui peut reprendre un cadeau ?", "your own workings or as somebody else"),
        ("Dans le tour 1, c'est dit. Qui peut reprendre un cadeau ?", "Turn numbers belong"),
        ("C'est une fin de merde. Qui peut reprendre un cadeau ?", "crude words"),
        (
            "Letters written for others are gifts, and nobody who wrote one was asked. Who could take one back?",
            "not in the language",
        ),
    ],
)
async def test_a_faulty_answer_is_mended_once(french: Content, text: str, named: str) -> None:
    mended, server = await decided(french, says(draft(text)), says(draft(HONEST)))
    assert named in texts(server.requests[1])[-1]
    assert mended.utterance is not None
    assert mended.utterance.source is Source.AI
    assert mended.utterance.text == HONEST

    again, server = await decided(french, says(draft(text)))
    assert again.utterance is not None
    assert again.utterance.source is Source.FALLBACK
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("On dirait un film d'Isabelle.", "Nobody here has mentioned “Isabelle”"),
        ("Theodore brûle une voiture à la gare.", "rests neither on the facts nor on a guest's words"),
        ("Ana dit que la guerre est belle.", "that person did not write this"),
        ("La guerre est belle, écrivez-vous.", "that person did not write this"),
    ],
)
async def test_a_sentence_without_a_basis_is_mended_or_left_out(french: Content, sentence: str, named: str) -> None:
    bad: dict[str, Any] = draft(f"Un cadeau, donc. {sentence} Qui peut le reprendre ?")
    _, server = await decided(french, says(bad), says(draft(HONEST)))
    assert named in texts(server.requests[1])[-1]

    trimmed, _ = await decided(french, says(bad))
    assert trimmed.utterance is not None
    assert trimmed.utterance.source is Source.AI
    assert trimmed.utterance.text == "Un cadeau, donc. Qui peut le reprendre ?"
