"""What a person typed into a command: checked against its registered options, with mentioned things resolved."""

from __future__ import annotations

from collections.abc import Callable

from bot.local.checks import Checks, Path
from bot.local.permissions import BITS, channel_permissions, guild_permissions
from bot.local.realm import Realm
from bot.local.render import interaction_channel, member_of
from bot.local.state import State
from bot.local.wire import ApiError, Json, unknown

SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)


def find_command(state: State, command_id: str) -> Json:
    """The registered command; raises 10063."""
    for commands in state.commands.values():
        if command_id in commands:
            return commands[command_id]
    raise unknown("application command")


def may_use(state: State, user_id: str, channel: Json, command: Json) -> bool:
    """Whether the person is offered the command here (default_member_permissions, contexts)."""
    if channel["type"] == 1:
        contexts = command.get("contexts")
        return command.get("guild_id") is None and (contexts is None or 1 in contexts)
    contexts = command.get("contexts")
    if contexts is not None and 0 not in contexts:
        return False
    value = channel_permissions(state, user_id, channel)
    if not value & BITS["use_application_commands"]:
        return False
    wanted = command.get("default_member_permissions")
    if wanted is None:
        return True
    if int(wanted) == 0:
        return bool(value & BITS["administrator"])
    return value & int(wanted) == int(wanted)


def require_use(state: State, user_id: str, channel: Json, command: Json) -> None:
    """Raise 50013 when the command is not offered to the person here."""
    if not may_use(state, user_id, channel, command):
        raise ApiError(403, 50013, "Missing Permissions")


def leaf(command: Json, options: list[Json]) -> tuple[str, list[Json], list[Json]]:
    """The full name typed ("salon start"), the option definitions of that leaf, and the values given for it."""
    name, definitions = command["name"], command.get("options") or []
    while definitions and definitions[0]["type"] in {SUB, GROUP}:
        chosen = options[0] if options else {}
        found = [item for item in definitions if item["name"] == chosen.get("name")]
        if not found:
            raise ApiError(400, 50035, "Invalid Form Body", {"data": {"options": {"_errors": [
                {"code": "BASE_TYPE_REQUIRED", "message": "A subcommand is required"}]}}})  # fmt: skip
        chosen["type"] = found[0]["type"]
        name = f"{name} {found[0]['name']}"
        definitions, options = found[0].get("options") or [], chosen.setdefault("options", [])
    return name, definitions, options


class Resolver:
    """Resolves the ids among option values into the objects that travel beside them."""

    def __init__(self, realm: Realm, user_id: str, attachments: dict[str, Json]) -> None:
        self._realm = realm
        self._user_id = user_id
        self._attachments = attachments
        self.resolved: dict[str, dict[str, Json]] = {}

    def user(self, key: str) -> bool:
        """A user and, in the server, the member."""
        state = self._realm.state
        if key not in state.users:
            return False
        self._put("users", key, state.users[key])
        if key in state.members:
            value = str(guild_permissions(state, key))
            self._put("members", key, member_of(state, key, with_user=False) | {"permissions": value})
        return True

    def role(self, key: str) -> bool:
        """A role."""
        if key not in self._realm.state.roles:
            return False
        self._put("roles", key, self._realm.state.roles[key])
        return True

    def channel(self, key: str) -> bool:
        """A channel or thread."""
        state = self._realm.state
        if key not in state.channels:
            return False
        self._put("channels", key, interaction_channel(state, state.channels[key], self._user_id))
        return True

    def attachment(self, key: str) -> bool:
        """A file that came with the command."""
        if key not in self._attachments:
            return False
        self._put("attachments", key, self._attachments[key])
        return True

    def mentionable(self, key: str) -> bool:
        """A user or a role."""
        return self.user(key) or self.role(key)

    def by_type(self, kind: int) -> Callable[[str], bool] | None:
        """How values of this option type are resolved; None for plain values."""
        return {
            USER: self.user, CHANNEL: self.channel, ROLE: self.role, MENTIONABLE: self.mentionable,
            ATTACHMENT: self.attachment,
        }.get(kind)  # fmt: skip

    def _put(self, place: str, key: str, value: Json) -> None:
        self.resolved.setdefault(place, {})[key] = value


def check_values(definitions: list[Json], values: list[Json], resolver: Resolver) -> None:
    """Bring types and limits into order; raises 50035 for what Discord's client would not let through."""
    checks = Checks()
    known = {item["name"]: item for item in definitions}
    for index, given in enumerate(values):
        definition = known.get(given.get("name", ""))
        if definition is None:
            checks.fault(("data", "options", index, "name"), "APPLICATION_COMMAND_OPTION_UNKNOWN", "Unknown option")
            continue
        given["type"] = definition["type"]
        _check_value(checks, ("data", "options", index, "value"), definition, given, resolver)
    given_names = {given.get("name") for given in values}
    for definition in definitions:
        if definition.get("required") and definition["name"] not in given_names:
            checks.required(("data", "options", definition["name"]))
    checks.done()


def _check_value(checks: Checks, path: Path, definition: Json, given: Json, resolver: Resolver) -> None:
    kind, value = definition["type"], given.get("value")
    resolve = resolver.by_type(kind)
    if resolve is not None:
        given["value"] = str(value)
        if not resolve(str(value)):
            checks.fault(path, "APPLICATION_COMMAND_OPTION_VALUE_UNKNOWN", "That does not exist")
        elif kind == CHANNEL and definition.get("channel_types"):
            channel = resolver.resolved["channels"][str(value)]
            checks.choice(path, channel["type"], definition["channel_types"])
        return
    if kind == STRING:
        least = definition.get("min_length") or 0
        checks.text(path, value, definition.get("max_length") or 6000, least=least, needed=True)
    elif kind == BOOLEAN:
        checks.choice(path, value, (True, False))
    elif kind in {INTEGER, NUMBER}:
        _check_number(checks, path, definition, value, whole=kind == INTEGER)
    if definition.get("choices") and value not in [choice["value"] for choice in definition["choices"]]:
        checks.fault(path, "APPLICATION_COMMAND_OPTION_CHOICE_UNKNOWN", "Value is not one of the choices")


def _check_number(checks: Checks, path: Path, definition: Json, value: object, *, whole: bool) -> None:
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        checks.fault(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not a {"whole " if whole else ""}number.')
        return
    least, most = definition.get("min_value", -(2**53)), definition.get("max_value", 2**53)
    if not least <= value <= most:
        checks.fault(path, "NUMBER_TYPE_RANGE", f"Must be between {least} and {most}.")
