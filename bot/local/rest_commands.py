"""REST: application commands, global and of the server; an overwrite replaces the whole list."""

from __future__ import annotations

from bot.local.calls import Call, Reply, Route
from bot.local.checks import Checks
from bot.local.limits_commands import check_command, check_commands, check_totals
from bot.local.realm import Realm
from bot.local.wire import ApiError, Json, missing_access, unknown

FIELDS = ("name", "name_localizations", "description", "description_localizations", "options", "nsfw", "type",
          "default_member_permissions", "dm_permission", "contexts", "integration_types")  # fmt: skip


def scope_of(call: Call) -> str:
    """``global`` or the server's id. Raises 50001 for another server and 20012 for another application."""
    if call.path("app_id") != call.realm.state.bot_id:
        raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
    guild_id = call.request.match_info.get("guild_id")
    if guild_id is not None and guild_id != call.realm.state.guild_id:
        raise missing_access()
    return guild_id or "global"


def _built(realm: Realm, scope: str, body: Json, command_id: str | None) -> Json:
    command: Json = {
        "id": command_id or realm.new_id(), "application_id": realm.state.bot_id, "version": realm.new_id(),
        "type": 1, "description": "", "default_member_permissions": None, "nsfw": False, "name_localizations": None,
        "description_localizations": None,
    }  # fmt: skip
    if scope == "global":
        command |= {"dm_permission": True, "contexts": None, "integration_types": [0]}
    else:
        command["guild_id"] = scope
    command |= {key: body[key] for key in FIELDS if key in body and body[key] is not None}
    if command["default_member_permissions"] is not None:
        command["default_member_permissions"] = str(command["default_member_permissions"])
    if not command.get("options"):
        command.pop("options", None)
    return command


def tell_commands(realm: Realm) -> None:
    """Tell the pages which commands there are now."""
    realm.touch()
    realm.broadcast.tell_pages("COMMANDS", {"commands": all_commands(realm)})


def all_commands(realm: Realm) -> list[Json]:
    """Every command, global ones first."""
    return [command for scope in realm.state.commands.values() for command in scope.values()]


def _without_translations(command: Json) -> Json:
    body = {
        key: value for key, value in command.items() if key not in {"name_localizations", "description_localizations"}
    }
    if body.get("options"):
        body["options"] = [_without_translations(option) for option in body["options"]]
    return body


async def listing(call: Call) -> list[Json]:
    """GET all."""
    held = call.realm.state.commands.get(scope_of(call), {})
    full = call.query("with_localizations") in {"true", "1", "True"}
    return [command if full else _without_translations(command) for command in held.values()]


async def overwrite(call: Call) -> list[Json]:
    """PUT the whole list; commands that keep name and type keep their id."""
    scope, realm = scope_of(call), call.realm
    checks = Checks()
    if not isinstance(call.raw, list):
        checks.fault((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    bodies = checks.objects((), call.raw)
    checks.done()
    check_commands(bodies)
    old = {(item["type"], item["name"]): item["id"] for item in realm.state.commands.get(scope, {}).values()}
    built = [_built(realm, scope, body, old.get((body.get("type") or 1, body["name"]))) for body in bodies]
    realm.state.commands[scope] = {command["id"]: command for command in built}
    tell_commands(realm)
    return built


async def create(call: Call) -> Reply:
    """POST one; the same name and type is overwritten."""
    scope, realm = scope_of(call), call.realm
    checks = Checks()
    check_command(checks, (), call.body)
    checks.done()
    held = realm.state.commands.setdefault(scope, {})
    kind = call.body.get("type") or 1
    same = [item["id"] for item in held.values() if item["type"] == kind and item["name"] == call.body["name"]]
    if not same:
        check_totals({kind: 1 + sum(1 for item in held.values() if item["type"] == kind)})
    command = _built(realm, scope, call.body, same[0] if same else None)
    held[command["id"]] = command
    tell_commands(realm)
    return Reply(200 if same else 201, command)


def _found(call: Call) -> tuple[dict[str, Json], Json]:
    held = call.realm.state.commands.get(scope_of(call), {})
    command = held.get(call.path("command_id"))
    if command is None:
        raise unknown("application command")
    return held, command


async def get(call: Call) -> Json:
    """GET one."""
    return _found(call)[1]


async def edit(call: Call) -> Json:
    """PATCH one."""
    held, command = _found(call)
    merged = {key: command[key] for key in FIELDS if key in command} | call.body
    merged["type"] = command["type"]
    checks = Checks()
    check_command(checks, (), merged)
    checks.done()
    changed = _built(call.realm, scope_of(call), merged, command["id"])
    held[command["id"]] = changed
    tell_commands(call.realm)
    return changed


async def remove(call: Call) -> None:
    """DELETE one."""
    held, command = _found(call)
    del held[command["id"]]
    tell_commands(call.realm)


async def permissions(call: Call) -> list[Json]:
    """GET the permissions of all commands: none are set here."""
    scope_of(call)
    return []


APP = r"/applications/{app_id:\d+}"
ROUTES: list[Route] = [("GET", APP + r"/guilds/{guild_id:\d+}/commands/permissions", permissions)]
for prefix in (APP + "/commands", APP + r"/guilds/{guild_id:\d+}/commands"):
    ROUTES += [
        ("GET", prefix, listing),
        ("PUT", prefix, overwrite),
        ("POST", prefix, create),
        ("GET", prefix + r"/{command_id:\d+}", get),
        ("PATCH", prefix + r"/{command_id:\d+}", edit),
        ("DELETE", prefix + r"/{command_id:\d+}", remove),
    ]
