"""What a person can do with the bot: run a command, use a menu, press, choose, fill in a modal."""

from __future__ import annotations

import copy

from bot.local import interactions, messages
from bot.local.attachments import Upload
from bot.local.broadcast import Viewer
from bot.local.checks import Checks
from bot.local.command_input import Resolver, check_values, find_command, leaf, require_use
from bot.local.drafts import Draft
from bot.local.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT
from bot.local.limits_components import BUTTON, LABEL, SELECTS, STRING_SELECT, TEXT_INPUT, walk
from bot.local.permissions import find_channel, need
from bot.local.realm import Realm
from bot.local.render import member_of, message_of
from bot.local.wire import ApiError, Json, unknown

SELECT_RESOLVES = {5: "user", 6: "role", 7: "mentionable", 8: "channel"}


def _place(realm: Realm, user_id: str, channel_id: str, command: Json | None = None) -> Json:
    channel = find_channel(realm.state, channel_id)
    need(realm.state, user_id, channel)
    if command is not None:
        require_use(realm.state, user_id, channel, command)
    return channel


async def _files(realm: Realm, channel_id: str, uploads: list[Upload]) -> dict[str, Json]:
    """Keep the files of a command; keyed by their place in the upload, as option values name them."""
    held = await messages.store_uploads(realm, channel_id, Draft(uploads=uploads))
    for item in held:
        path = item.pop("_path")
        item |= {"url": realm.url + path, "proxy_url": realm.url + path, "ephemeral": True}
    return {str(index): item for index, item in enumerate(held)}


async def run_command(realm: Realm, user_id: str, body: Json, uploads: list[Upload]) -> Json:
    """A slash command, or a message or user menu with ``target_id``; returns the interaction's record."""
    command = find_command(realm.state, str(body.get("command_id")))
    channel = _place(realm, user_id, str(body.get("channel_id")), command)
    if command["type"] != 1:
        return _menu(realm, user_id, channel, command, str(body.get("target_id")))
    files = await _files(realm, channel["id"], uploads)
    options = copy.deepcopy(body.get("options") or [])
    name, definitions, values = leaf(command, options)
    _name_files(definitions, values, files)
    resolver = Resolver(realm, user_id, {item["id"]: item for item in files.values()})
    check_values(definitions, values, resolver)
    data: Json = {"id": command["id"], "name": command["name"], "type": 1, "options": options}
    if resolver.resolved:
        data["resolved"] = resolver.resolved
    if command.get("guild_id"):
        data["guild_id"] = command["guild_id"]
    return interactions.begin(realm, user_id, channel, COMMAND, data, name=name)


def _name_files(definitions: list[Json], values: list[Json], files: dict[str, Json]) -> None:
    """Replace the number of an uploaded file by the id it got."""
    attached = {item["name"] for item in definitions if item["type"] == 11}
    for given in values:
        if given.get("name") in attached and str(given.get("value")) in files:
            given["value"] = files[str(given["value"])]["id"]


def _menu(realm: Realm, user_id: str, channel: Json, command: Json, target_id: str) -> Json:
    data: Json = {"id": command["id"], "name": command["name"], "type": command["type"], "target_id": target_id}
    if command.get("guild_id"):
        data["guild_id"] = command["guild_id"]
    if command["type"] == 3:
        target = messages.find(realm, channel["id"], target_id, user_id)
        # The text travels with a menu even without the Message Content intent.
        data["resolved"] = {"messages": {target_id: message_of(realm, target, Viewer(realm.state.bot_id))}}
    else:
        if target_id not in realm.state.users:
            raise unknown("user")
        data["resolved"] = {"users": {target_id: realm.state.users[target_id]}}
        if target_id in realm.state.members:
            member = member_of(realm.state, target_id, with_user=False)
            data["resolved"]["members"] = {target_id: member | {"permissions": "0"}}
    return interactions.begin(realm, user_id, channel, COMMAND, data, name=command["name"])


async def autocomplete(realm: Realm, user_id: str, body: Json) -> list[Json]:
    """The bot's suggestions for the focused option; none when it stays silent for three seconds."""
    command = find_command(realm.state, str(body.get("command_id")))
    channel = _place(realm, user_id, str(body.get("channel_id")), command)
    options = copy.deepcopy(body.get("options") or [])
    name, definitions, values = leaf(command, options)
    known = {item["name"]: item for item in definitions}
    focused = [given for given in values if given.get("focused")]
    if len(focused) != 1 or not known.get(focused[0].get("name", ""), {}).get("autocomplete"):
        raise ApiError(400, 50035, "Invalid Form Body")
    for given in values:
        given["type"] = known[given["name"]]["type"] if given.get("name") in known else 3
    data: Json = {"id": command["id"], "name": command["name"], "type": 1, "options": options}
    if command.get("guild_id"):
        data["guild_id"] = command["guild_id"]

    def start() -> Json:
        record = interactions.begin(realm, user_id, channel, AUTOCOMPLETE, data, name=name)
        record["focused_type"] = focused[0]["type"]
        return record

    return await interactions.suggest(realm, start)


def use_component(realm: Realm, user_id: str, body: Json) -> Json:
    """Press a button or choose from a menu; returns the interaction's record.

    Raises 10008 when the message is gone and 50035 when it has no such component in use.
    """
    channel = _place(realm, user_id, str(body.get("channel_id")))
    message = messages.find(realm, channel["id"], str(body.get("message_id")), user_id)
    checks = Checks()
    found = [item for item in walk(message["components"]) if item.get("custom_id") == body.get("custom_id")]
    if message["author"] != realm.state.bot_id or not found or found[0].get("disabled"):
        checks.fault(("data", "custom_id"), "COMPONENT_VALIDATION_FAILED", "Component validation failed")
        checks.done()
    component = found[0]
    data: Json = {"custom_id": component["custom_id"], "component_type": component["type"], "id": component["id"]}
    if component["type"] != BUTTON:
        data |= _chosen(realm, user_id, component, body.get("values"), checks)
        checks.done()
    return interactions.begin(realm, user_id, channel, COMPONENT, data, source=message)


def _chosen(realm: Realm, user_id: str, component: Json, values: object, checks: Checks) -> Json:
    """The values of a select and what they stand for."""
    chosen = [str(item) for item in values] if isinstance(values, list) else []
    least, most = component.get("min_values"), component.get("max_values")
    checks.count(("data", "values"), chosen, 1 if most is None else most, least=1 if least is None else least)
    if component["type"] == STRING_SELECT:
        offered = [option["value"] for option in component["options"]]
        for index, value in enumerate(chosen):
            checks.choice(("data", "values", index), value, offered)
        return {"values": chosen}
    resolver = Resolver(realm, user_id, {})
    resolve = getattr(resolver, SELECT_RESOLVES[component["type"]])
    for index, value in enumerate(chosen):
        if not resolve(value):
            checks.fault(("data", "values", index), "BASE_TYPE_CHOICES", "That does not exist")
    return {"values": chosen, "resolved": resolver.resolved}


def submit_modal(realm: Realm, user_id: str, body: Json) -> Json:
    """Send a modal that the bot opened; returns the new interaction's record.

    Raises 10062 when no such modal is open and 50035 for fields the client would not let through.
    """
    opener = realm.state.interactions.get(str(body.get("interaction_id")))
    if opener is None or opener["user_id"] != user_id or opener["modal"] is None:
        raise unknown("interaction")
    channel = _place(realm, user_id, opener["channel_id"])
    modal: Json = opener["modal"]
    given = {item["custom_id"]: item for item in walk(body.get("components") or []) if item.get("custom_id")}
    checks = Checks()
    resolved: Json = {}
    sent = []
    for top in modal["components"]:
        if top["type"] == LABEL:
            field = _field(realm, user_id, top["component"], given, checks, resolved)
            sent.append({"type": LABEL, "id": top.get("id", 1), "component": field})
        elif top["type"] == 1:
            fields = [_field(realm, user_id, item, given, checks, resolved) for item in top["components"]]
            sent.append({"type": 1, "id": top.get("id", 1), "components": fields})
        else:
            sent.append({"type": top["type"], "id": top.get("id", 1)})
    checks.done()
    data: Json = {"custom_id": modal["custom_id"], "components": sent}
    if resolved:
        data["resolved"] = resolved
    source = realm.state.messages.get(channel["id"], {}).get(opener["source"] or "")
    record = interactions.begin(realm, user_id, channel, MODAL_SUBMIT, data, source=source)
    record["opened_by"] = opener["id"]
    return record


def _field(realm: Realm, user_id: str, field: Json, given: dict[str, Json], checks: Checks, resolved: Json) -> Json:
    key = field["custom_id"]
    answer = given.get(key, {})
    body: Json = {"type": field["type"], "id": field.get("id", 1), "custom_id": key}
    if field["type"] == TEXT_INPUT:
        value = str(answer.get("value") or "")
        _check_text(checks, field, value)
        return body | {"value": value}
    values = answer.get("values") or []
    required = field.get("required", True)
    if field["type"] in SELECTS and (values or required):
        chosen = _chosen(realm, user_id, field, values, checks)
        for place, items in chosen.pop("resolved", {}).items():
            resolved.setdefault(place, {}).update(items)
        return body | chosen
    if field["type"] in {21, 23}:
        return body | {"value": answer.get("value")}
    return body | {"values": values}


def _check_text(checks: Checks, field: Json, value: str) -> None:
    path = ("data", "components", field["custom_id"])
    if not value:
        if field.get("required", True):
            checks.required(path)
        return
    checks.text(path, value, field.get("max_length") or 4000, least=field.get("min_length") or 0)
