"""Application commands as Discord accepts them (its reference, topic "Application Commands")."""

from __future__ import annotations

import re

from bot.local.checks import Checks, Path
from bot.local.wire import ApiError, Json

SUB, GROUP = 1, 2
# Discord's rule is ^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$ and lower case; \w covers letters and digits.
NAME = re.compile(r"[-_'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}")
LOCALES = frozenset(
    [
        "id",
        "da",
        "de",
        "en-GB",
        "en-US",
        "es-ES",
        "es-419",
        "fr",
        "hr",
        "it",
        "lt",
        "hu",
        "nl",
        "no",
        "pl",
        "pt-BR",
        "ro",
        "fi",
        "sv-SE",
        "vi",
        "tr",
        "cs",
        "el",
        "bg",
        "ru",
        "uk",
        "hi",
        "th",
        "zh-CN",
        "ja",
        "zh-TW",
        "ko",
    ]
)


def _name(checks: Checks, path: Path, value: object, *, slash: bool) -> None:
    checks.text(path, value, 32, least=1, needed=True)
    if (
        slash
        and isinstance(value, str)
        and 1 <= len(value) <= 32
        and (not NAME.fullmatch(value) or value != value.lower())
    ):
        checks.fault(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _localized(checks: Checks, path: Path, value: object, *, slash: bool | None) -> None:
    if not isinstance(value, dict):
        return
    for locale, text in value.items():
        if locale not in LOCALES:
            checks.fault((*path, locale), "BASE_TYPE_CHOICES", "Value must be one of Discord's locales.")
        elif slash is None:
            checks.text((*path, locale), text, 100, least=1)
        else:
            _name(checks, (*path, locale), text, slash=slash)


def check_command(checks: Checks, path: Path, command: Json) -> None:
    """One command of any type."""
    kind = command.get("type") or 1
    if not checks.choice((*path, "type"), kind, (1, 2, 3, 4)):
        return
    _name(checks, (*path, "name"), command.get("name"), slash=kind == 1)
    _localized(checks, (*path, "name_localizations"), command.get("name_localizations"), slash=kind == 1)
    if kind == 1:
        checks.text((*path, "description"), command.get("description"), 100, least=1, needed=True)
        _localized(checks, (*path, "description_localizations"), command.get("description_localizations"), slash=None)
        _options(checks, (*path, "options"), command.get("options"), depth=0)
        if _size(command) > 8000:
            checks.fault(path, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
    else:
        if command.get("description"):
            checks.fault(
                (*path, "description"),
                "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED",
                "Context menu commands cannot have description",
            )
        if command.get("options"):
            checks.fault(
                (*path, "options"),
                "APPLICATION_COMMAND_OPTIONS_NOT_ALLOWED",
                "Context menu commands cannot have options",
            )


def _size(node: Json) -> int:
    total = len(str(node.get("name") or "")) + len(str(node.get("description") or ""))
    total += sum(len(str(item.get("name", ""))) + len(str(item.get("value", ""))) for item in node.get("choices") or [])
    return total + sum(_size(item) for item in node.get("options") or [] if isinstance(item, dict))


def _options(checks: Checks, path: Path, value: object, *, depth: int) -> None:
    options = checks.objects(path, value)
    checks.count(path, options, 25)
    seen: set[str] = set()
    optional_before = False
    nested = [option.get("type") in {SUB, GROUP} for option in options]
    if any(nested) and not all(nested):
        checks.fault(
            path,
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-command and sub-command group option types are mutually exclusive to all other types",
        )
    for index, option in enumerate(options):
        place = (*path, index)
        _option(checks, place, option, depth=depth)
        name = str(option.get("name"))
        if name in seen:
            checks.fault(
                (*place, "name"),
                "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                f"Option name already exists: {name}",
            )
        seen.add(name)
        if option.get("required") and optional_before:
            checks.fault(
                place,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional_before = optional_before or not option.get("required")


def _option(checks: Checks, path: Path, option: Json, *, depth: int) -> None:
    kind = option.get("type")
    allowed = {0: range(1, 12), 1: range(3, 12), 2: (1,)}[depth]
    if not checks.choice((*path, "type"), kind, tuple(allowed)):
        return
    _name(checks, (*path, "name"), option.get("name"), slash=True)
    _localized(checks, (*path, "name_localizations"), option.get("name_localizations"), slash=True)
    checks.text((*path, "description"), option.get("description"), 100, least=1, needed=True)
    _localized(checks, (*path, "description_localizations"), option.get("description_localizations"), slash=None)
    if kind in {SUB, GROUP}:
        if kind == GROUP and not option.get("options"):
            checks.required((*path, "options"))
        _options(checks, (*path, "options"), option.get("options"), depth=1 if kind == SUB else 2)
        return
    _values(checks, path, option)


def _values(checks: Checks, path: Path, option: Json) -> None:
    choices = checks.objects((*path, "choices"), option.get("choices"))
    checks.count((*path, "choices"), choices, 25)
    if choices and option.get("autocomplete"):
        checks.fault(
            (*path, "autocomplete"),
            "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES_EXCLUSIVE",
            "Autocomplete and choices are mutually exclusive",
        )
    if (choices or option.get("autocomplete")) and option.get("type") not in {3, 4, 10}:
        checks.fault(
            (*path, "type"),
            "APPLICATION_COMMAND_OPTION_TYPE_INVALID",
            "Only string, integer and number options take choices or autocomplete",
        )
    check_choices(checks, (*path, "choices"), choices, string=option.get("type") == 3)
    for key, least, most in (("min_length", 0, 6000), ("max_length", 1, 6000)):
        if option.get(key) is not None:
            checks.number((*path, key), option[key], least, most)


def check_choices(checks: Checks, path: Path, choices: list[Json], *, string: bool) -> None:
    """Choices of an option, registered or offered by autocomplete."""
    for index, choice in enumerate(choices):
        checks.text((*path, index, "name"), choice.get("name"), 100, least=1, needed=True)
        _localized(checks, (*path, index, "name_localizations"), choice.get("name_localizations"), slash=None)
        if string:
            checks.text((*path, index, "value"), choice.get("value"), 100, least=1, needed=True)
        elif choice.get("value") is None:
            checks.required((*path, index, "value"))


def check_commands(commands: list[Json]) -> None:
    """A bulk overwrite: at most 100 slash and 15 of each menu kind, no name twice."""
    checks = Checks()
    counts: dict[int, int] = {}
    names: set[tuple[int, str]] = set()
    for index, command in enumerate(commands):
        check_command(checks, (index,), command)
        kind = command.get("type") or 1
        counts[kind] = counts.get(kind, 0) + 1
        if (kind, str(command.get("name"))) in names:
            checks.fault(
                (index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique"
            )
        names.add((kind, str(command.get("name"))))
    checks.done()
    check_totals(counts)


def check_totals(counts: dict[int, int]) -> None:
    """Raise 30032 when there are more commands of a type than Discord keeps."""
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        if counts.get(kind, 0) > most:
            raise ApiError(400, 30032, "Maximum number of application commands reached")
