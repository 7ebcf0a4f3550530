"""The command surface as it would be registered: the names of the contract, within Discord's limits."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.client import COGS
from bot.ui.tree import SalonTree
from tests.e2e.edge import Edge

SURFACE = {
    "salon start": ["film", "lens", "spoilers", "language"],
    "salon prompt": ["theme", "lens", "kind"],
    "salon counter": ["point"],
    "salon whatif": ["premise"],
    "salon progress": ["seen", "minute"],
    "salon pause": [],
    "salon resume": [],
    "salon end": [],
    "salon list": [],
    "salon recap": ["salon"],
    "salon catchup": [],
    "film find": ["title"],
    "film themes": ["title"],
    "film history": ["title"],
    "film random": ["genre", "decade", "max_minutes", "theme"],
    "watchlist add": ["film", "list"],
    "watchlist remove": ["film", "list"],
    "watchlist seen": ["film", "rating", "list"],
    "watchlist show": ["list", "filter", "member"],
    "watchlist import": ["file", "list"],
    "watchlist undo": [],
    "watchlist share": ["on"],
    "party nominate": ["film", "reason"],
    "party ballot": ["hours", "quorum", "hidden"],
    "party list": [],
    "party withdraw": ["film", "for_all"],
    "party schedule": ["film", "when", "timezone", "channel", "repeat", "people"],
    "party move": ["screening", "when", "timezone", "film", "series"],
    "party cancel": ["screening", "series"],
    "party calendar": ["screening"],
    "party clock": ["action", "position", "minutes"],
    "memory forget": ["scope"],
    "memory optout": ["on"],
    "memory show": [],
    "memory export": [],
    "theme list": [],
    "theme map": ["film", "weeks"],
    "theme trace": ["theme"],
    "digest now": [],
    "digest schedule": ["weekday", "time", "timezone", "channel", "quiet_weeks"],
    "digest off": [],
    "setup show": [],
    "setup channel": ["channel"],
    "setup alerts": ["channel"],
    "setup timezone": ["timezone"],
    "setup host": ["persona", "daily_budget"],
    "setup language": ["language"],
    "setup jobs": [],
    "help": [],
    "about": [],
}
MENU = 3  # Discord's type of a command in a message's menu
MENUS = ["Film time", "Forget this message", "Tag a theme", "Take up this point"]


async def registered() -> list[dict[str, Any]]:
    edge = Edge()
    try:
        for name in COGS:
            await edge.bot.load_extension(name)
        return [dict(command.to_dict(edge.bot.tree)) for command in edge.bot.tree.get_commands()]
    finally:
        await edge.bot.close()


def leaves(commands: list[dict[str, Any]], prefix: str = "") -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for command in commands:
        if command["type"] == MENU:
            continue
        name = f"{prefix}{command['name']}"
        inner = [option for option in command["options"] if option["type"] == 1]
        found |= leaves(inner, f"{name} ") if inner else {name: command}
    return found


async def test_the_surface_is_the_contract() -> None:
    commands = leaves(await registered())
    assert {name: [option["name"] for option in command["options"]] for name, command in commands.items()} == SURFACE


async def test_the_menus_of_messages_are_the_contract() -> None:
    menus = [command for command in await registered() if command["type"] == MENU]
    assert sorted(menu["name"] for menu in menus) == MENUS
    assert all(len(menu["name"]) <= 32 for menu in menus)


async def test_names_and_descriptions_keep_the_limits() -> None:
    for name, command in leaves(await registered()).items():
        for part in (command, *command["options"]):
            assert re.fullmatch(r"[a-z_]{1,32}", part["name"]), name
            assert 1 <= len(part["description"]) <= 100, name
            assert part["description"] != "…", name


async def test_commands_work_in_servers_only_and_setup_is_for_managers() -> None:
    for command in await registered():
        assert command["contexts"] == [0], command["name"]
        assert command["default_member_permissions"] == (32 if command["name"] == "setup" else None)


async def test_the_digest_changes_with_the_commands_and_not_otherwise() -> None:
    edge = Edge()
    tree = edge.bot.tree
    assert isinstance(tree, SalonTree)
    try:
        await edge.bot.load_extension("cogs.film")
        before = tree.digest(1, None)
        assert before == tree.digest(1, None)
        assert before != tree.digest(2, None)
        await edge.bot.load_extension("cogs.help")
        assert before != tree.digest(1, None)
    finally:
        await edge.bot.close()


@pytest.mark.parametrize("content", [True, False])
async def test_intents_are_the_least(content: bool) -> None:
    from bot.client import intents

    on = {name for name, value in intents(message_content=content) if value}
    assert on == {"guilds", "guild_messages", "guild_scheduled_events", *(["message_content"] if content else [])}
