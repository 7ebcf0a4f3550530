"""A what-if as it is shown: the card, its buttons, its versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import discord
import pytest

from bot.domain.salon import Salon, SalonState
from bot.domain.turn import SalonId, TurnId
from bot.domain.whatif import MOST_PARTS, Part, WhatIf, WhatIfId, WhatIfState
from bot.errors import Forbidden, NotFound
from bot.ui.film_choice import ITEMS
from bot.ui.film_random import RANDOM_ITEMS
from bot.ui.limits import CUSTOM_ID, V2_COMPONENTS, V2_TEXT
from bot.ui.nomination_list import NOMINATION_ITEMS
from bot.ui.watchlist_items import WATCHLIST_ITEMS
from bot.ui.whatif_card import version_page
from bot.ui.whatif_front import demand_place, demand_voice
from bot.ui.whatif_items import WHATIF_ITEMS, VersionMenu, WhatIfButton, drawn
from bot.ui.whatif_modal import PartModal
from tests.fakes import EVENING, GUILD, PARENT, THREAD, her
from tests.watchlist_club import TEXTS

SNOWFLAKE = 10**18
SALON = Salon(SalonId(1), GUILD, PARENT, THREAD, her(), SalonState.OPEN, SNOWFLAKE, EVENING)
EVERY = (*ITEMS, *RANDOM_ITEMS, *WATCHLIST_ITEMS, *NOMINATION_ITEMS, *WHATIF_ITEMS)
NAMES = ("Ines", "Tomas", "Wren")


def draft(*texts: str, state: WhatIfState = WhatIfState.OPEN, names: tuple[str, ...] = NAMES) -> WhatIf:
    parts = tuple(
        Part(TurnId(n), SNOWFLAKE + n % 3, names[(n - 1) % len(names)], EVENING + timedelta(minutes=n), text, n)
        for n, text in enumerate(texts, 1)
    )
    return WhatIf(WhatIfId(10**17), SALON.id, state, len(texts), EVENING, parts, card=SNOWFLAKE)


def words(view: discord.ui.LayoutView) -> str:
    return "\n".join(item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))


def labels(view: discord.ui.LayoutView) -> list[str | None]:
    made = [item.item for item in view.walk_children() if isinstance(item, WhatIfButton)]
    return [button.label for button in made if isinstance(button, discord.ui.Button)]


def within_limits(view: discord.ui.LayoutView) -> None:
    assert view.content_length() <= V2_TEXT
    assert view.total_children_count <= V2_COMPONENTS


async def test_every_part_stands_with_its_author() -> None:
    shown = words(drawn(SALON, draft("She stays.", "*He* leaves.", "Amy writes."), TEXTS))
    lines = ["**Ines begins:** She stays.", "**Tomas adds:** \\*He\\* leaves.", "**Wren adds:** Amy writes."]
    assert "\n\n".join(lines) in shown
    assert "-# Her (2013)" in shown
    assert "-# Version 3 · 2 contributions" in shown
    assert "reply to this message" in shown
    assert "-# Version 1 · 0 contributions" in words(drawn(SALON, draft("She stays."), TEXTS))


async def test_what_can_be_done_goes_with_the_state() -> None:
    whole = draft("She stays.", "He leaves.")
    ended = replace(SALON, state=SalonState.CLOSED)
    assert labels(drawn(SALON, whole, TEXTS)) == ["Add", "Take mine back", "Agreed", "Versions", "Set aside"]
    asked = drawn(SALON, replace(whole, asked_by=5), TEXTS)
    assert labels(asked) == ["Add", "Take mine back", "Confirm", "Versions", "Set aside"]
    assert "<@5> asks the room. Anybody but Tomas, who added last, can confirm." in words(asked)
    for state, salon, told, offered in (
        (WhatIfState.AGREED, SALON, "**Agreed**", ["Take mine back", "Versions"]),
        (WhatIfState.DROPPED, SALON, "Set aside.", ["Take it up again", "Take mine back", "Versions"]),
        (WhatIfState.DROPPED, ended, "Set aside.", ["Take mine back", "Versions"]),
        (WhatIfState.OPEN, ended, "The salon ended before", ["Take mine back", "Versions"]),
    ):
        view = drawn(salon, replace(whole, state=state), TEXTS)
        assert told in words(view)
        assert labels(view) == offered
    gone = drawn(SALON, replace(whole, state=WhatIfState.DROPPED, parts=()), TEXTS)
    assert "The premise was taken back" in words(gone)
    assert labels(gone) == ["Take mine back", "Versions"]


async def test_a_full_draft_says_so() -> None:
    shown = words(drawn(SALON, draft(*["x"] * (MOST_PARTS + 1)), TEXTS))
    assert "It holds 40 contributions, and that is the most." in shown
    assert "reply to this message" not in shown


@pytest.mark.parametrize(("length", "folded"), [(50, False), (90, True), (600, True)])
async def test_the_oldest_contributions_are_folded_and_counted(length: int, folded: bool) -> None:
    texts = [f"{n} {'word ' * (length // 5)}".strip()[:600] for n in range(MOST_PARTS + 1)]
    view = drawn(SALON, draft(*texts), TEXTS, link="https://discord.com/channels/1/2/3")
    shown = words(view)
    within_limits(view)
    assert "**Ines begins:** 0 word" in shown
    assert f"adds:** {MOST_PARTS} word" in shown
    there = sum(f"adds:** {n} word" in shown for n in range(1, MOST_PARTS + 1))
    assert ("more before these" in shown) is folded
    assert not folded or f"… and {MOST_PARTS - there} more before these" in shown
    assert "[here](https://discord.com/channels/1/2/3)" in shown


@pytest.mark.parametrize(
    "text", ["*" * 600, "[x](https://evil.example) " * 20, "@everyone <@11> " * 30, "七" * 600, "\n#\n" * 99]
)
async def test_texts_and_names_of_any_kind_fit_and_do_no_harm(text: str) -> None:
    odd = draft(*[text] * (MOST_PARTS + 1), names=(text[:32], "**Bo**", "@here"))
    for view in (
        drawn(SALON, replace(odd, asked_by=5), TEXTS),
        version_page(odd, 41, TEXTS),
        version_page(odd, 7, TEXTS),
    ):
        within_limits(view)
        shown = words(view)
        assert "@everyone" not in shown
        assert "<@11>" not in shown
        assert "://" not in shown
        assert "\n#" not in shown.replace("\n##", "")


async def test_a_version_is_shown_with_what_made_it() -> None:
    whole = replace(draft("She stays.", "He leaves.", "Amy writes."), version=5)
    first = words(version_page(whole, 1, TEXTS))
    assert "### Version 1 of 5" in first
    assert "He leaves." not in first
    assert "Ines began it, <t:" in first
    third = words(version_page(whole, 3, TEXTS))
    assert "Amy writes." in third
    assert "Wren added to it" in third
    assert "Something was taken back." in words(version_page(whole, 4, TEXTS))
    assert "gone from earlier versions as well" in third
    assert "Nothing of this version stands any more." in words(version_page(replace(whole, parts=()), 2, TEXTS))
    assert "gone from" not in words(version_page(draft("She stays."), 1, TEXTS))


@pytest.mark.parametrize("versions", [1, 2, 25, 26, 41, 90])
async def test_every_version_can_be_reached(versions: int) -> None:
    whole = replace(draft(*["x" * 500] * min(versions, 41)), version=versions)
    reached, seen = {versions}, set[int]()
    while new := reached - seen:
        for chosen in new:
            menu = VersionMenu.made(whole, chosen, TEXTS).item
            assert isinstance(menu, discord.ui.Select)
            assert 1 <= len(menu.options) <= 25
            assert [option.value for option in menu.options if option.default] == [str(chosen)]
            assert all(len(option.label) <= 100 and len(option.description or "") <= 100 for option in menu.options)
            reached |= {int(option.value) for option in menu.options}
            seen.add(chosen)
    assert reached == set(range(1, versions + 1))


async def test_ids_keep_the_limit_and_belong_to_one_item() -> None:
    deeds = ("add", "back", "agree", "versions", "aside", "drop", "again")
    made = [WhatIfButton.made(do, WhatIfId(10**18 - 1), TEXTS) for do in deeds]
    menu = VersionMenu.made(replace(draft("x"), id=WhatIfId(10**18 - 1)), 1, TEXTS)
    for item in (*made, menu):
        answering = [kind for kind in EVERY if kind.__discord_ui_compiled_template__.fullmatch(item.custom_id)]
        assert answering == [type(item)]
        assert len(item.custom_id) <= CUSTOM_ID
    assert not any(kind.__discord_ui_compiled_template__.fullmatch("v1:whatif:part:1") for kind in EVERY)


async def test_the_modal_asks_for_a_contribution() -> None:
    modal = PartModal(draft("x"), TEXTS).to_dict()
    assert len(str(modal["title"])) <= 45
    assert modal["custom_id"] == f"v1:whatif:part:{10**17}"


async def test_what_is_covered_stays_covered() -> None:
    hidden = "||Samantha *never* left||"
    whole = draft(f"She stays. {hidden} so.", "||He dies " + "word " * 200 + "||")
    for view in (drawn(SALON, whole, TEXTS), version_page(whole, 2, TEXTS)):
        shown = words(view)
        assert r"**Ines begins:** She stays. ||Samantha \*never\* left|| so." in shown
        assert "**Tomas adds:** ||He dies word" in shown
        assert "word…||" in shown
    menu = VersionMenu.made(whole, 1, TEXTS).item
    assert isinstance(menu, discord.ui.Select)
    assert [option.description for option in menu.options] == ["She stays. ▮▮▮ so.", "▮▮▮"]


@pytest.mark.parametrize("state", [WhatIfState.OPEN, WhatIfState.AGREED])
async def test_a_part_that_was_edited_says_so(state: WhatIfState) -> None:
    whole = draft("She stays.", "He leaves.", state=state)
    edited = replace(whole, parts=(whole.parts[0], replace(whole.parts[1], edited=True)))
    assert "**Tomas adds:** He leaves.\n-# (edited since)" in words(drawn(SALON, edited, TEXTS))
    assert "edited" not in words(drawn(SALON, whole, TEXTS))


def acting(kind: type, *, may: str = "", timed_out: bool = False, guild: int = GUILD, place: int = THREAD) -> Any:
    """An interaction of somebody with one permission in a channel of that kind."""
    member = Mock(spec=discord.Member, is_timed_out=lambda: timed_out)
    allowed = discord.Permissions(**{may: True}) if may else discord.Permissions.none()
    return SimpleNamespace(permissions=allowed, channel=Mock(spec=kind), user=member, guild_id=guild, channel_id=place)


def test_whoever_may_post_there_may_work_on_it() -> None:
    demand_voice(acting(discord.Thread, may="send_messages_in_threads"))
    demand_voice(acting(discord.TextChannel, may="send_messages"))
    for refused in (
        acting(discord.Thread, may="send_messages"),
        acting(discord.TextChannel, may="send_messages_in_threads"),
        acting(discord.TextChannel),
        acting(discord.Thread, may="send_messages_in_threads", timed_out=True),
    ):
        with pytest.raises(Forbidden) as error:
            demand_voice(refused)
        assert error.value.key == "may_not_write_here"


def test_it_is_worked_on_in_its_own_salon_only() -> None:
    demand_place(acting(discord.Thread), SALON)
    for elsewhere in (acting(discord.Thread, guild=GUILD + 1), acting(discord.Thread, place=THREAD + 1)):
        with pytest.raises(NotFound) as error:
            demand_place(elsewhere, SALON)
        assert error.value.key == "whatif_gone"
