"""The recap as people see it: grouped, linked, harmless, one message or a clean split."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.film import Film, FilmId
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.recap_text import as_covered, escaped, markdown
from bot.domain.salon import Salon, SalonState
from bot.domain.turn import SalonId, Source, Turn, TurnId
from bot.ui.cards import Page
from bot.ui.limits import V2_COMPONENTS, V2_TEXT
from bot.ui.recap import render
from bot.ui.texts import Texts

TEXTS = Texts.load(Path(__file__).parents[2] / "config" / "locales")()
AT = datetime(2026, 11, 24, 20, tzinfo=UTC)
FILM = Film(FilmId("her-2013"), "Her", 2013)
SALON = Salon(SalonId(1), 100, 200, 300, FILM, SalonState.CLOSED, 7, AT)
TURNS = {TurnId(n): Turn(TurnId(n), SalonId(1), 7, "Ana", AT, f"turn {n}", message_id=9_000 + n) for n in range(1, 400)}


def item(kind: ItemKind, text: str, *turns: int, **more: Any) -> RecapItem:
    return RecapItem(kind, text, tuple(TurnId(n) for n in turns), **more)


EVENING = Recap(
    "Her (2013)",
    "Who owns a letter?",
    (
        item(ItemKind.THEME, "authorship and ownership", 1),
        item(ItemKind.THEME, "gift and debt", 3),
        item(ItemKind.QUOTE, "", 2, speaker="Ana", quote="letters are gifts"),
        item(ItemKind.POINT, "A letter written for another is a gift.", 2, 3, speaker="Ana", quote="letters are gifts"),
        item(
            ItemKind.DISAGREEMENT,
            "Whether the ending is earned.",
            4,
            5,
            speaker="Ana",
            quote="a cop-out",
            second_speaker="Ben",
            second_quote="it had to",
        ),
        item(ItemKind.OPEN, "Who signs in the end.", 6),
        item(ItemKind.WHATIF, "What if Samantha stayed.", 7, speaker="Ana"),
    ),
    Source.HOUSE,
    people=2,
    turns=12,
    minutes=31,
)


def shown(pages: list[Page]) -> list[str]:
    return ["\n".join(part.content for part in page.walk_children() if hasattr(part, "content")) for page in pages]


def test_a_short_recap_is_one_message_in_reading_order() -> None:
    (text,) = shown(render(SALON, EVENING, TURNS, TEXTS))
    headings = re.findall(r"^### (.+)$", text, re.MULTILINE)
    assert headings == ["Readings and claims", "Disagreements", "What if", "Left open", "Best lines", "Themes"]
    assert text.startswith("## Who owns a letter?\n-# Her (2013) · 2 people, 12 messages, 31 minutes")


def test_every_item_links_to_its_turns() -> None:
    (text,) = shown(render(SALON, EVENING, TURNS, TEXTS))
    links = re.findall(r"\[link\]\(https://discord.com/channels/100/300/(\d+)\)", text)
    assert sorted(set(links)) == [str(9_000 + n) for n in range(1, 8)]
    assert len(links) == 9


def test_both_sides_of_a_disagreement_are_named() -> None:
    (text,) = shown(render(SALON, EVENING, TURNS, TEXTS))
    assert "- Whether the ending is earned. “a cop-out” (Ana); “it had to” (Ben) [link](" in text


def test_a_question_stands_before_its_answer_and_a_change_of_mind_has_its_heading() -> None:
    answered = item(
        ItemKind.POINT, "Ana asks, Ben answers", 1, 2, speaker="Ben", quote="he does", second_speaker="Ana", second_quote="Does he know?"
    )  # fmt: skip
    changed = item(
        ItemKind.CHANGED, "Ana came round to what Ben said", 2, 3, speaker="Ben", quote="he does", second_speaker="Ana", second_quote="you're right"
    )  # fmt: skip
    (text,) = shown(render(SALON, Recap("Her", "H", (changed, answered), Source.HOUSE), TURNS, TEXTS))
    assert "- Ana asks, Ben answers: “Does he know?” (Ana); “he does” (Ben) [link](" in text
    assert "### Changed minds\n- Ana came round to what Ben said: “he does” (Ben); “you're right” (Ana) [link](" in text
    assert text.index("### Readings and claims") < text.index("### Changed minds")


def test_a_quote_is_not_said_twice() -> None:
    said = "Ana holds that letters are gifts."
    recap = Recap("Her", "H", (item(ItemKind.POINT, said, 1, speaker="Ana", quote="letters are gifts"),), Source.HOUSE)
    assert shown(render(SALON, recap, TURNS, TEXTS))[0].count("letters are gifts") == 1


def test_an_empty_recap_says_so() -> None:
    (text,) = shown(render(SALON, Recap("Her", "Nobody came", (), Source.HOUSE), TURNS, TEXTS))
    assert "Nothing was said" in text


def long_recap(count: int, letter: str = "word ") -> Recap:
    items = tuple(
        item(kind, f"{number} {letter * 90}", number, number + 1, speaker="Ana", quote=f"{letter * 80}{number}")
        for number in range(1, count)
        for kind in (ItemKind.POINT, ItemKind.OPEN)
    )
    return Recap("Her (2013)", "Long", items, Source.HOUSE, 2, 300, 200)


def within_limits(pages: list[Page]) -> None:
    for page in pages:
        assert page.content_length() <= V2_TEXT
        assert page.total_children_count <= V2_COMPONENTS


def test_a_long_recap_is_split_between_items_and_says_so() -> None:
    pages = render(SALON, long_recap(12), TURNS, TEXTS)
    within_limits(pages)
    texts = shown(pages)
    assert len(pages) > 2
    assert texts[1].startswith("### Readings and claims (continued)")
    assert all(f"Part {n} of {len(pages)}" in text for n, text in enumerate(texts, 1))
    for number in range(1, 12):
        assert sum(text.count(f"- {number} word") for text in texts) == 2  # once as a point, once as left open


def test_redrawing_fits_into_the_messages_there_are() -> None:
    pages = render(SALON, long_recap(12), TURNS, TEXTS, most=2)
    within_limits(pages)
    assert len(pages) == 2
    assert "no longer fits" in shown(pages)[1]


def test_text_that_swells_when_escaped_still_fits() -> None:
    within_limits(render(SALON, long_recap(6, "*_~|"), TURNS, TEXTS))


def test_a_whole_contribution_to_a_whatif_stands_in_it() -> None:
    said = "word " * 120
    recap = Recap("Her", "H", (item(ItemKind.WHATIF, "Ana adds", 1, speaker="Ana", quote=said.strip()),), Source.HOUSE)
    assert said.strip() in shown(render(SALON, recap, TURNS, TEXTS))[0]


def test_markup_and_mentions_are_harmless() -> None:
    hostile = "**bold** <@123> <@&9> <#5> @everyone [x](https://evil.example) `code` # head\n> quote ||spoiler||"
    text = escaped(hostile)
    assert not re.search(r"<[@#]", text)
    assert "@everyone" not in text
    assert "\n" not in text
    assert "https://" not in text
    assert r"\*\*bold\*\*" in text
    assert r"\[x\]" in text
    assert escaped("# head").startswith(r"\#")
    assert escaped("1. first").startswith("\\")


def test_custom_emoji_become_their_names_and_direction_marks_go() -> None:
    assert escaped("<:blob:123> hi") == ":blob: hi"
    assert escaped("abc\u202edef") == "abc def"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=1_500), st.text(max_size=60), st.integers(1, 8))
def test_any_text_renders_within_limits(text: str, name: str, count: int) -> None:
    items = tuple(
        item(kind, text, *range(n, n + 5 * count), speaker=name, quote=text, second_quote=text, second_speaker=name)
        for n in range(1, count + 1)
        for kind in ItemKind
    )
    within_limits(render(SALON, Recap(text, text, items, Source.AI), TURNS, TEXTS))


def test_markdown_for_the_shell() -> None:
    text = markdown(EVENING, lambda turn: f"#turn-{turn}")
    assert text.startswith(
        "# Who owns a letter?\n\n*Her (2013): 2 people, 12 messages, 31 minutes*\n\n## Readings and claims\n- "
    )
    assert "“letters are gifts” (Ana) [link](#turn-2) [link](#turn-3)" in text
    assert text.rstrip().endswith("authorship and ownership [link](#turn-1), gift and debt [link](#turn-3)")


def test_what_is_covered_stays_covered() -> None:
    said = "She stays. ||He *dies* on 1. May|| and || that is it"
    recap = Recap(
        "Her", "Why ||he|| goes", (item(ItemKind.WHATIF, "Ana adds", 1, speaker="Ana", quote=said),), Source.HOUSE
    )
    (text,) = shown(render(SALON, recap, TURNS, TEXTS))
    assert r"“She stays. ||He \*dies\* on 1. May|| and \|\| that is it”" in text
    assert "## Why ||he|| goes" in text
    assert "||He \\*dies\\* on 1. May||" in markdown(recap, str)


@pytest.mark.parametrize("limit", [1, 2, 5, 6, 8, 20, 24, 25, 26, 27, 28, 60])
def test_a_cover_that_is_cut_is_closed(limit: int) -> None:
    text = "Before it ||somebody dies in it|| and after"
    cut = as_covered(text, limit)
    assert cut.count("||") in {0, 2}
    assert "somebody" not in re.sub(r"\|\|.+?\|\|", "", cut)
    assert len(cut) <= max(limit, 1)
    assert (cut == text) is (limit >= len(text))


def test_text_without_a_cover_is_escaped_as_ever() -> None:
    for text in ("**bold** || x", "- a", "word " * 300, "", "|", "a" * 601, "@everyone <@1> ://"):
        assert as_covered(text) == escaped(text)
