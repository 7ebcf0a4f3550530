"""A what-if by itself: versions, whose last part is whose, who may agree, and how it stands in the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.turn import SalonId, Source, TurnId
from bot.domain.whatif import LONGEST_PART, MOST_PARTS, Part, Voice, WhatIf, WhatIfId, WhatIfState, says, voice
from bot.domain.whatif_question import Stage, stages
from bot.domain.whatif_record import linked, with_whatifs
from tests.evening import turn
from tests.fakes import EVENING

INES, TOMAS, WREN = 1, 2, 3
NAMES = {INES: "Ines", TOMAS: "Tomas", WREN: "Wren"}
FORMS = {
    "whatif_agreed": "{name} begins, agreed",
    "whatif_open": "{name} begins; open",
    "whatif_adds": "{name} adds",
    "edited": " (edited)",
}


def part(version: int, by: int = INES, text: str = "", message_id: int | None = None) -> Part:
    at = EVENING + timedelta(minutes=version)
    return Part(TurnId(version), by, NAMES[by], at, text or f"Part {version}.", version, message_id)


def draft(*parts: Part, state: WhatIfState = WhatIfState.OPEN, asked_by: int | None = None, card: int = 900) -> WhatIf:
    newest = max((one.version for one in parts), default=1)
    return WhatIf(WhatIfId(1), SalonId(1), state, newest, EVENING, parts, card, asked_by)


def test_versions_leave_out_what_was_taken_back() -> None:
    whole = replace(draft(part(1), part(2, TOMAS), part(4, WREN)), version=5)
    assert [one.version for one in whole.at_version(3)] == [1, 2]
    assert [one.version for one in whole.at_version(5)] == [1, 2, 4]
    assert [whole.maker(number) is None for number in range(1, 6)] == [False, False, True, False, True]
    assert whole.premise == part(1)
    assert whole.contributions == (part(2, TOMAS), part(4, WREN))


def test_the_last_part_of_a_person() -> None:
    whole = draft(part(1), part(2, TOMAS), part(3, INES), part(4, TOMAS))
    assert whole.last_of(INES) == part(3, INES)
    assert whole.last_of(TOMAS) == part(4, TOMAS)
    assert whole.last_of(WREN) is None
    assert draft(part(1), part(2, TOMAS)).last_of(INES) == part(1)


def test_it_is_full_at_forty_contributions() -> None:
    parts = [part(number) for number in range(1, MOST_PARTS + 1)]
    assert not draft(*parts).full
    assert draft(*parts, part(MOST_PARTS + 1)).full


def test_a_long_message_is_shown_cut_at_a_word() -> None:
    short, long, unbroken = "x" * LONGEST_PART, "word " * 200, "七" * 900
    assert part(1, text=short).shown == short
    assert part(1, text=long).shown.endswith("word…")
    assert all(len(part(1, text=text).shown) <= LONGEST_PART for text in (short, long, unbroken))


@pytest.mark.parametrize(
    ("text", "words"), [("a", True), ("七", True), ("…", False), ("", False), ("\u200b 😀", False)]
)
def test_words_are_words(text: str, words: bool) -> None:
    assert says(text) is words


def test_the_room_is_asked_and_somebody_else_confirms() -> None:
    whole, room = draft(part(1), part(2, TOMAS)), {INES, TOMAS, WREN}
    assert voice(whole, INES, room) is Voice.ASKS
    assert voice(whole, TOMAS, room) is Voice.ASKS
    asked = replace(whole, asked_by=INES)
    assert voice(asked, INES, room) is Voice.ASKED
    assert voice(asked, TOMAS, room) is Voice.ADDED_LAST
    assert voice(asked, WREN, room) is Voice.CONFIRMS


def test_of_two_the_one_who_did_not_add_last_confirms() -> None:
    whole, room = draft(part(1), part(2, TOMAS)), {INES, TOMAS}
    assert voice(replace(whole, asked_by=TOMAS), INES, room) is Voice.CONFIRMS
    assert voice(replace(whole, asked_by=INES), TOMAS, room) is Voice.ADDED_LAST
    assert voice(replace(whole, asked_by=INES), INES, room) is Voice.CONFIRMS  # nobody else could


def test_alone_one_agrees_with_oneself() -> None:
    assert voice(draft(part(1), part(2)), INES, {INES}) is Voice.CONFIRMS
    assert voice(draft(part(1), part(2)), WREN, {INES}) is Voice.ASKS


def test_the_stages_go_round() -> None:
    assert [stages(asked)[0] for asked in range(6)] == list(Stage)
    assert [stages(asked)[0] for asked in range(6, 13)] == [*list(Stage)[1:], Stage.WANTS, Stage.OBSTACLE]
    for asked in range(30):
        assert len(set(stages(asked))) == len(stages(asked))


def recap(*items: RecapItem) -> Recap:
    return Recap("Her (2013)", "A headline", items, Source.HOUSE, 3, 9, 20)


def item(kind: ItemKind, *turns: int, quote: str | None = None) -> RecapItem:
    return RecapItem(kind, "a line", tuple(TurnId(one) for one in turns), "Ines", quote)


def test_the_record_credits_every_part() -> None:
    whole = draft(part(1), part(2, TOMAS), state=WhatIfState.AGREED)
    items = with_whatifs(recap(), [whole], FORMS).items
    assert [(one.text, one.turns, one.speaker, one.quote) for one in items] == [
        ("Ines begins, agreed", (1,), "Ines", "Part 1."),
        ("Tomas adds", (2,), "Tomas", "Part 2."),
    ]
    assert {one.kind for one in items} == {ItemKind.WHATIF}
    assert with_whatifs(recap(), [replace(whole, state=WhatIfState.OPEN)], FORMS).items[0].text == "Ines begins; open"


def test_what_a_whatif_tells_is_told_once() -> None:
    lines = (
        item(ItemKind.POINT, 2, quote="Part 2."),
        item(ItemKind.WHATIF, 1),
        item(ItemKind.OPEN, 1, 2),
        item(ItemKind.DISAGREEMENT, 2, 7),
        item(ItemKind.THEME, 1, 2),
        item(ItemKind.QUOTE, 8),
    )
    changed = replace(part(2, TOMAS), edited=True)
    assert with_whatifs(recap(), [draft(part(1), changed)], FORMS).items[1].text == "Tomas adds (edited)"
    kept = with_whatifs(recap(*lines), [draft(part(1), part(2, TOMAS))], FORMS).items[2:]
    assert kept == (lines[3], lines[4], lines[5])


def test_what_was_set_aside_is_not_recorded() -> None:
    lines = recap(item(ItemKind.WHATIF, 1))
    assert with_whatifs(lines, [draft(part(1), state=WhatIfState.DROPPED), draft()], FORMS) == lines
    assert with_whatifs(lines, [], FORMS) == lines


def test_parts_without_a_message_are_linked_to_the_card() -> None:
    turns = {TurnId(1): replace(turn(1, "a"), message_id=None), TurnId(2): turn(2, "b"), TurnId(3): turn(3, "c")}
    whole = draft(part(1), part(2, message_id=102), part(9))
    assert [one.message_id for one in linked(turns, [whole]).values()] == [900, 102, 103]
