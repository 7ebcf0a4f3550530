"""A model that fabricates, misattributes and turns round what was said gets none of it into the record."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.room import Room
from bot.domain.turn import Source, Utterance, UtteranceKind
from bot.hosts.ai_evidence import evidence_of
from bot.hosts.ai_recap import check_item
from bot.hosts.ai_schema import ItemDraft
from bot.hosts.content import Content, load_content
from bot.hosts.guard import Ground
from bot.hosts.phrases import Phrases
from bot.hosts.prompts import load_prompts
from tests.ai_stage import ANA, BEN, CONFIG, GIFT, room_of, salon, staged
from tests.local_model import Behaviour, refuses, says

CLEO = 13
NAMES = ("Ana", "Ben", "Cleo")
SCENES = (
    "in the pier scene",
    "at the party in the desert",
    "when the lights go out on the bridge",
    "in the last shot of the subway",
    "during the chess game",
    "beside the frozen lake",
)
INVENTED = ("betrays", "triumph", "cowardly", "dances", "mother", "prison", "laughing", "silver", "murder")
TURNS = 11


def evening(content: Content) -> Room:
    return room_of(
        content,
        (ANA, "Ana", GIFT),
        Utterance(UtteranceKind.TAKEUP, "Who could take one back?", Source.AI, ""),
        (BEN, "Ben", "I’d say the ending is a cop-out, because Samantha leaves Theodore with nothing but a book."),
        (CLEO, "Cleo", "Samantha talks to 641 others and Theodore counts every one of them."),
        (ANA, "Ana", "Maybe the red shirts make him a child again."),
        (BEN, "Ben", "I don't think Amy needs Theodore at all."),
        (CLEO, "Cleo", "Does the city have any shadows?"),
        (ANA, "Ana", "The voice is never in the room, only in his pocket."),
        (CLEO, "Cleo", "Theodore writes better letters than he speaks."),
        (BEN, "Ben", "You convinced me, the letters are gifts."),
        (ANA, "Ana", "If Samantha had a body the film would be a comedy."),
    )


@dataclass(frozen=True)
class Sound:
    """What may stand: its text, its turns, and a true quote."""

    text: str
    turns: tuple[int, ...]
    speaker: str
    quote: str
    kind: str = "point"


TRUE = (
    Sound("Ana minds that she publishes the letters without asking.", (1,), "Ana", "she publishes the letters"),
    Sound("Ana holds that letters written for others are gifts.", (1,), "Ana", "Letters written for others"),
    Sound(
        "Ben calls the ending a cop-out, because Samantha leaves Theodore with nothing but a book.",
        (3,),
        "Ben",
        "the ending is a cop-out",
    ),
    Sound("Cleo notes that Samantha talks to 641 others.", (4,), "Cleo", "Samantha talks to 641 others"),
    Sound("Cleo notes that Theodore counts every one of them.", (4,), "Cleo", "Theodore counts every one"),
    Sound("Ana suggests that the red shirts make him a child again.", (5,), "Ana", "the red shirts make him"),
    Sound("Ben does not think Amy needs Theodore at all.", (6,), "Ben", "Amy needs Theodore"),
    Sound("Cleo asks whether the city has any shadows.", (7,), "Cleo", "the city have any shadows", "open"),
    Sound("Ana holds that the voice is never in the room, only in his pocket.", (8,), "Ana", "only in his pocket"),
    Sound("Cleo holds that Theodore writes better letters than he speaks.", (9,), "Cleo", "better letters than"),
    Sound("Ben gives way: the letters are gifts.", (10,), "Ben", "You convinced me"),
    Sound("Ana holds that if Samantha had a body the film would be a comedy.", (11,), "Ana", "had a body"),
)


def item(one: Sound, **fields: Any) -> dict[str, Any]:
    base = {
        "kind": one.kind, "text": one.text, "turns": list(one.turns), "speaker": one.speaker, "quote": None,
        "second_speaker": None, "second_quote": None,
    }  # fmt: skip
    return base | fields


# --- what a bad model makes of them ---


def fabricated_ids(one: Sound, chance: random.Random) -> Iterator[dict[str, Any]]:
    yield item(one, turns=[chance.randint(TURNS + 1, 99_999)])
    yield item(one, turns=[*one.turns, chance.randint(TURNS + 1, 99_999)])
    yield item(one, turns=[-one.turns[0]])
    yield item(one, turns=[2])
    yield item(one, turns=[])
    others = [
        n for n in range(1, TURNS + 1) if n not in {*one.turns, 2} and not (one.turns[0] in {1, 10} and n in {1, 10})
    ]
    yield item(one, turns=[chance.choice(others)])


def misattributed(one: Sound, chance: random.Random) -> Iterator[dict[str, Any]]:
    for name in NAMES:
        if name != one.speaker:
            yield item(one, text=one.text.replace(one.speaker, name))
            yield item(one, text=one.text.replace(one.speaker, name), speaker=name)
            yield item(one, text=one.text.replace(one.speaker, f"{one.speaker} and {name}", 1))


def swapped_names(one: Sound, chance: random.Random) -> Iterator[dict[str, Any]]:
    characters = {"Samantha": "Theodore", "Theodore": "Samantha", "Amy": "Samantha"}
    swapped = re.sub("Samantha|Theodore|Amy", lambda name: characters[name[0]], one.text)
    if swapped != one.text:
        yield item(one, text=swapped)
        yield item(one, text=re.sub("Samantha|Theodore|Amy", "Catherine", one.text))
    for here, there in ((" she ", " he "), (" him ", " her "), (" his ", " her "), (" he ", " she ")):
        if here in one.text:
            yield item(one, text=one.text.replace(here, there))


def turned_round(one: Sound, chance: random.Random) -> Iterator[dict[str, Any]]:
    for taken in ("does not think", "never ", "without ", "only ", "if ", "nothing but "):
        if taken in one.text:
            yield item(one, text=one.text.replace(taken, "thinks" if taken == "does not think" else "", 1))
    for here, there in (
        ("holds that", "doubts that"), ("minds that", "does not mind that"), ("notes that", "denies that"),
        (" calls the ending", " does not call the ending"), ("suggests that", "holds that"), ("asks whether", "holds that"),
        (" is ", " is not "), (" are ", " are never "), ("better", "worse"), ("gives way: the", "gives way: nobody says the"),
        ("would be", "is"), ("if ", "unless "), (" needs ", " needs nobody but "), ("gives way", "disagrees"),
    ):  # fmt: skip
        if here in one.text:
            yield item(one, text=one.text.replace(here, there, 1))
    head, that, told = one.text.partition(" that ")
    if that:
        yield item(one, text=f"{head}{that}it is not so that {told}")
        words = told.rstrip(".").split()
        yield item(one, text=f"{head}{that}{' '.join([words[-1], *words[1:-1], words[0]])}.")


def invented(one: Sound, chance: random.Random) -> Iterator[dict[str, Any]]:
    for scene in SCENES:
        yield item(one, text=f"{one.text.rstrip('.')} {scene}.")
        yield item(one, text=f"{one.speaker}, {scene},{one.text.removeprefix(one.speaker)}")
    for number in (chance.randint(2, 999), "a thousand", "three"):
        yield item(one, text=f"{one.text.rstrip('.')} {number} times.")
    if "641" in one.text:
        yield from (item(one, text=one.text.replace("641", number)) for number in ("640", "8,316", "1641", "sixty"))
    for _ in range(6):
        words = one.text.rstrip(".").split()
        place = chance.randrange(1, len(words))
        inserted = [*words[:place], chance.choice(INVENTED), *words[place:]]
        yield item(one, text=f"{' '.join(inserted)}.")
    yield item(one, text=f"{one.text.rstrip('.')}; {chance.choice([n for n in NAMES if n != one.speaker])} agrees.")
    yield item(one, text=f"{one.text.rstrip('.')}, as Roger Ebert wrote.")


def false_items(seed: int) -> list[dict[str, Any]]:
    chance = random.Random(seed)  # noqa: S311 - cases, not secrets
    made = (fabricated_ids, misattributed, swapped_names, turned_round, invented)
    found = [false for one in TRUE for make in made for false in make(one, chance)]
    chance.shuffle(found)
    return found


def false_quotes(seed: int) -> list[dict[str, Any]]:
    """Quotes that nobody wrote, or somebody else."""
    chance = random.Random(seed)  # noqa: S311
    found = []
    for one in TRUE:
        words = one.quote.split()
        place = chance.randrange(len(words))
        altered = [
            " ".join([*words[:place], chance.choice(INVENTED), *words[place:]]),
            " ".join([*words[:place], chance.choice(INVENTED), *words[place + 1 :]]),
            " ".join(reversed(words)),
            f"not {one.quote}",
            f"{one.quote} and nothing else",
            f"{words[0]} ... {words[-1]}",
            "Who could take one back",
            chance.choice([other for other in TRUE if other.turns != one.turns]).quote,
        ]
        found += [item(one, quote=quote) for quote in altered]
        found += [item(one, kind="quote", text="", quote=quote) for quote in altered]
        found += [item(one, quote=one.quote, speaker=name) for name in NAMES if name != one.speaker]
    chance.shuffle(found)
    return found


# --- trying it ---


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(CONFIG)


def yes(most: int = 20) -> Behaviour:
    """A model that stands by everything."""
    return says({"verdicts": [{"item": n, "supported": "yes"} for n in range(1, most + 1)]})


async def recorded(content: Content, items: Sequence[dict[str, Any]], check: Behaviour) -> Recap:
    """The record of the evening when the model answers with these items, and with them again when it is to mend them."""
    answer = says({"headline": "Whose are the letters?", "items": list(items)})

    async def behave(request: dict[str, Any]) -> Any:
        task = request["messages"][-1]["content"]
        return await (check if "Say of each item" in task else answer)(request)

    async with staged(content, behave) as stage:
        return await stage.host.recap(evening(content))


def batches(items: Sequence[dict[str, Any]], size: int = 26) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def assert_quotes_are_true(recap: Recap, room: Room) -> None:
    for one in recap.items:
        for quote, speaker in ((one.quote, one.speaker), (one.second_quote, one.second_speaker)):
            if quote:
                turns = [turn for i in one.turns if (turn := room.turn(i)) is not None]
                assert any(quote in turn.text and turn.author_name == speaker for turn in turns), one


async def test_what_was_said_stands(content: Content) -> None:
    recap = await recorded(content, [item(one, quote=one.quote) for one in TRUE], yes())
    assert recap.source is Source.AI
    texts = {one.text: one for one in recap.items}
    alike = "Ben gives way: the letters are gifts."  # half of it is said by Ana's line already
    assert {one.text for one in TRUE} - set(texts) <= {alike}
    for one in TRUE:
        if one.text in texts:
            assert (texts[one.text].quote, texts[one.text].speaker, texts[one.text].turns) == (
                one.quote, one.speaker, one.turns,
            )  # fmt: skip


def test_there_are_cases_enough() -> None:
    assert len({str(case) for case in false_items(1)}) >= 400
    assert len({str(case) for case in false_quotes(1)}) >= 200


@pytest.mark.parametrize("check", [yes(), refuses(500)], ids=["stood by", "unchecked"])
@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_false_gets_into_the_record(content: Content, seed: int, check: Behaviour) -> None:
    sound = item(Sound("Ana holds that letters are gifts.", (1,), "Ana", ""))
    passed = []
    for batch in batches(false_items(seed)):
        recap = await recorded(content, [sound, *batch], check)
        assert recap.source is Source.AI
        false = {one["text"] for one in batch}
        passed += [one for one in recap.items if one.text in false and not true_after_all(one.text, one.turns)]
    assert [(one.text, one.turns) for one in passed] == []


def true_after_all(text: str, turns: tuple[int, ...]) -> bool:
    """Whether a line is one that may stand; the false turns that it named beside the true ones are gone."""
    return any(one.text == text and set(turns) <= set(one.turns) for one in TRUE)


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_false_quote_gets_into_the_record(content: Content, seed: int) -> None:
    room = evening(content)
    sound = item(Sound("Ana suggests that the red shirts make him a child.", (5,), "Ana", ""))
    for batch in batches(false_quotes(seed)):
        assert_quotes_are_true(await recorded(content, [sound, *batch], yes()), room)


# --- and in French ---

FRENCH = (
    (ANA, "Ana", "Je trouve que les lettres écrites pour d'autres sont des cadeaux."),
    (BEN, "Ben", "Samantha ne demande jamais rien, elle part sans dire adieu."),
    (CLEO, "Cleo", "Si elle avait un corps, ce serait une comédie."),
    (BEN, "Ben", "Est-ce que la ville a des ombres ?"),
)


@pytest.mark.parametrize(
    ("text", "turn", "stands"),
    [
        ("Ana soutient que les lettres écrites pour d’autres sont des cadeaux.", 1, True),
        ("Ben soutient que les lettres écrites pour d’autres sont des cadeaux.", 1, False),
        ("Ana soutient que les lettres écrites pour d’autres ne sont pas des cadeaux.", 1, False),
        ("Ana soutient que les lettres volées sont des cadeaux.", 1, False),
        ("Dans la scène du quai, Ana soutient que les lettres sont des cadeaux.", 1, False),
        ("Ben note que Samantha ne demande jamais rien, elle part sans dire adieu.", 2, True),
        ("Ben note que Samantha demande, elle part sans dire adieu.", 2, False),
        ("Ben note que Samantha ne demande jamais rien, il part sans dire adieu.", 2, False),
        ("Cleo suppose que si elle avait un corps, ce serait une comédie.", 3, True),
        ("Cleo suggère que si elle avait un corps, ce serait une comédie.", 3, True),
        ("Cleo soutient que c’est une comédie.", 3, False),
        ("Ben demande si la ville a des ombres.", 4, True),
        ("Ben soutient si la ville a des ombres.", 4, False),
        ("Ben demande\u202f: la ville a des ombres\u202f?", 4, True),
        ("Ben soutient que la ville a des ombres.", 4, False),
    ],
)
def test_in_french(text: str, turn: int, stands: bool) -> None:
    content = load_content(CONFIG, "fr")
    room = room_of(content, *FRENCH, of=replace(salon(), language="fr"))
    words = load_prompts(CONFIG / "prompts").support["fr"]
    evidence = evidence_of(
        room, frozenset(), shown=room.people, ground=Ground.of_room(room), phrases=Phrases(), words=words
    )
    drafted = ItemDraft(kind=ItemKind.POINT, text=text, turns=[turn])
    assert isinstance(check_item(drafted, evidence), RecapItem) is stands
