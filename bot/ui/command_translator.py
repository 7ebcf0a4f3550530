"""Hands the names of commands in other languages to discord.py, and finds out which are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Where

from bot.ui.command_names import CommandNames, Names, label


class CommandTranslator(app_commands.Translator):
    """Gives discord.py the names when commands are registered."""

    def __init__(self, names: CommandNames) -> None:
        super().__init__()
        self.names = names

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """What a name or description is in a language; None: as in English."""
        names = self.names.of(locale.value)
        return None if names is None else _translated(names, string.message, context)


def _translated(names: Names, text: str, context: app_commands.TranslationContextTypes) -> str | None:
    data: Any = context.data
    if context.location is Where.choice_name:
        return names.choices.get(text)
    if context.location in {Where.parameter_name, Where.parameter_description}:
        found = names.options.get((data.command.qualified_name, data.display_name))
        place = context.location is Where.parameter_description
    elif isinstance(data, app_commands.ContextMenu):
        return names.menus.get(data.name)
    else:
        found = names.commands.get(data.qualified_name)
        place = context.location in {Where.command_description, Where.group_description}
    return found[place] if found else None


def clashing(names: Names, tree: app_commands.CommandTree[Any]) -> Iterator[str]:
    """Choices of one option that a language calls by one name, which Discord would refuse; a sentence each."""
    for command in tree.walk_commands():
        for option in command.parameters if isinstance(command, app_commands.Command) else ():
            called = Counter(names.choices.get(choice.name, choice.name) for choice in option.choices)
            where = f"option {command.qualified_name} {option.display_name}"
            yield from (f'{where}: two choices are called "{name}".' for name, n in called.items() if n > 1)


def lacking(names: Names, tree: app_commands.CommandTree[Any]) -> Iterator[str]:
    """What a language lacks of the commands there are, and what it has that no command is called; a sentence each."""
    known = _known(tree)
    for what, there, here in (
        ("command", known.commands, names.commands),
        ("option", known.options, names.options),
        ("menu", known.menus, names.menus),
        ("choice", known.choices, names.choices),
    ):
        yield from (f"{what} {label(key)}: it has no name." for key in there if key not in here)
        yield from (f"{what} {label(key)}: there is none." for key in here if key not in there)


def _known(tree: app_commands.CommandTree[Any]) -> Names:
    """The names that the commands themselves have."""
    commands: dict[str, tuple[str, str]] = {}
    options: dict[tuple[str, str], tuple[str, str]] = {}
    choices: dict[str, str] = {}
    for command in tree.walk_commands():
        commands[command.qualified_name] = (command.name, command.description)
        for option in command.parameters if isinstance(command, app_commands.Command) else ():
            options[command.qualified_name, option.display_name] = (option.display_name, str(option.description))
            choices |= {choice.name: choice.name for choice in option.choices}
    kinds = (discord.AppCommandType.message, discord.AppCommandType.user)
    menus = {menu.name: menu.name for kind in kinds for menu in tree.walk_commands(type=kind)}
    return Names(commands, options, menus, choices)
