"""People for tests and for ``salon try``: they talk, run commands, press buttons and fill in modals."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.local import acts, messages, reactions, threads
from bot.local.attachments import Upload
from bot.local.broadcast import Viewer
from bot.local.drafts import check_draft
from bot.local.limits_components import walk
from bot.local.permissions import find_channel, need
from bot.local.realm import Realm
from bot.local.render import message_of
from bot.local.wire import ApiError, Json, unknown

PATIENCE_SECONDS = 15.0


async def until(realm: Realm, predicate: Callable[[], object], timeout: float = 5.0) -> None:  # noqa: ASYNC109
    """Wait until the predicate holds; it is asked again after every change of the server.

    Raises TimeoutError.
    """
    async with asyncio.timeout(timeout):
        while not predicate():
            moved = realm.moved
            try:
                await asyncio.wait_for(moved.wait(), 0.05)
            except TimeoutError:
                continue


@dataclass(frozen=True, slots=True)
class Modal:
    """A modal the bot opened for a person."""

    interaction_id: str
    channel_id: str
    custom_id: str
    title: str
    components: list[Json]

    @property
    def fields(self) -> dict[str, Json]:
        """The inputs by custom id."""
        return {item["custom_id"]: item for item in walk(self.components) if item.get("custom_id")}


class Answer:
    """What came of an interaction; its messages are read anew each time, as the person sees them."""

    def __init__(self, realm: Realm, record: Json) -> None:
        self._realm = realm
        self._record = record

    @property
    def id(self) -> str:
        """The interaction's id."""
        return str(self._record["id"])

    @property
    def failed(self) -> bool:
        """Whether the bot stayed silent for three seconds."""
        return bool(self._record["state"] == "failed")

    @property
    def deferred(self) -> bool:
        """Whether the bot asked for time first (types 5 and 6)."""
        return self._record["answer"] in {5, 6}

    @property
    def waiting(self) -> bool:
        """Whether the person still waits: nothing has come yet, or only "thinking"."""
        return self._record["state"] in {"sent", "deferred"}

    @property
    def messages(self) -> list[Json]:
        """The original response (or the updated message), then the followups."""
        held = self._realm.state.messages.get(self._record["channel_id"], {})
        keys = [self._record["original"], *self._record["followups"]]
        viewer = Viewer(self._record["user_id"])
        return [message_of(self._realm, held[key], viewer) for key in keys if key in held]

    @property
    def message(self) -> Json:
        """The first message. Raises LookupError when there is none."""
        for message in self.messages:
            return message
        raise LookupError("the bot answered with no message")

    @property
    def text(self) -> str:
        """All text of the messages: content, embeds and text displays."""
        return "\n".join(text_of(message) for message in self.messages)

    @property
    def modal(self) -> Modal | None:
        """The modal the bot opened, if it did."""
        modal = self._record["modal"]
        if modal is None:
            return None
        return Modal(self.id, self._record["channel_id"], modal["custom_id"], modal["title"], modal["components"])


def text_of(message: Json) -> str:
    """Everything a message says: content, embeds, text displays and labels of buttons."""
    parts = [message["content"]]
    for embed in message["embeds"]:
        parts += [embed.get("title"), embed.get("description")]
        for field in embed.get("fields", []):
            parts += [field["name"], field["value"]]
        parts.append((embed.get("footer") or {}).get("text"))
    for item in walk(message["components"]):
        parts += [item.get("content"), item.get("label")]
    return "\n".join(part for part in parts if part)


class Person:
    """One member of the club, acting as the page would."""

    def __init__(self, realm: Realm, user_id: str) -> None:
        if user_id not in realm.state.members or realm.state.users[user_id]["bot"]:
            raise unknown("member")
        self.id = user_id
        self._realm = realm

    @property
    def name(self) -> str:
        """The display name."""
        return str(self._realm.state.users[self.id]["global_name"])

    async def say(
        self, channel_id: str, text: str, reply_to: str | None = None, attachments: Sequence[tuple[str, bytes]] = ()
    ) -> Json:
        """Post a message; ``attachments`` are names and bytes. Returns it as the person sees it."""
        body: Json = {"content": text}
        if reply_to is not None:
            body["message_reference"] = {"message_id": reply_to}
        uploads = [Upload(name, data) for name, data in attachments]
        channel = find_channel(self._realm.state, channel_id)
        message = await messages.post(self._realm, channel, self.id, check_draft(body, uploads))
        return self._drawn(message)

    async def edit(self, channel_id: str, message_id: str, text: str) -> Json:
        """Edit one's own message."""
        message = messages.find(self._realm, channel_id, message_id, self.id)
        if message["author"] != self.id:
            raise ApiError(403, 50005, "Cannot edit a message authored by another user")
        threads.require_awake(find_channel(self._realm.state, channel_id))
        return self._drawn(await messages.edit(self._realm, message, check_draft({"content": text}, [])))

    async def delete(self, channel_id: str, message_id: str) -> None:
        """Delete one's own message (the owner: any)."""
        message = messages.find(self._realm, channel_id, message_id, self.id)
        if message["author"] != self.id:
            need(self._realm.state, self.id, find_channel(self._realm.state, channel_id), "manage_messages")
        messages.delete(self._realm, message)

    async def react(self, channel_id: str, message_id: str, emoji: str, *, add: bool = True) -> None:
        """Add a reaction, or take it back."""
        message = messages.find(self._realm, channel_id, message_id, self.id)
        reactions.react(self._realm, message, self.id, emoji, add=add)

    def messages(self, channel_id: str) -> list[Json]:
        """What the person sees in a channel, oldest first, ephemerals for them included."""
        held = self._realm.state.messages.get(channel_id, {}).values()
        return [self._drawn(item) for item in held if item.get("_for") in {None, self.id}]

    async def slash(
        self, name: str, channel_id: str, *, files: Sequence[tuple[str, bytes]] = (), **options: object
    ) -> Answer:
        """Run "salon start" with options by name; waits until the bot answered or the deadline passed.

        An attachment option takes the number of its file as text ("0").
        """
        command, body = self._command(name, channel_id, options)
        uploads = [Upload(filename, data) for filename, data in files]
        record = await acts.run_command(self._realm, self.id, body | {"command_id": command["id"]}, uploads)
        return await self._settled(record)

    async def autocomplete(self, name: str, channel_id: str, *, focused: str, **options: object) -> list[Json]:
        """The choices the bot suggests for the focused option."""
        command, body = self._command(name, channel_id, {focused: ""} | options, focused)
        return await acts.autocomplete(self._realm, self.id, body | {"command_id": command["id"]})

    async def press(self, message: Json, custom_id_or_label: str) -> Answer:
        """Press a button by its custom id or label."""
        component = find_component(self._fresh(message), custom_id_or_label)
        return await self._use(message, {"custom_id": component["custom_id"]})

    async def choose(self, message: Json, custom_id: str, values: Sequence[str]) -> Answer:
        """Choose from a select menu."""
        component = find_component(self._fresh(message), custom_id)
        return await self._use(message, {"custom_id": component["custom_id"], "values": list(values)})

    async def submit(self, modal: Modal, values: Mapping[str, str | Sequence[str]]) -> Answer:
        """Fill in a modal by the custom ids of its fields and send it; fields left out keep their value."""
        fields = []
        for key, field in modal.fields.items():
            value = values.get(key, field.get("value") or "")
            filled: Json = {"type": field["type"], "custom_id": key}
            fields.append(filled | ({"value": value} if isinstance(value, str) else {"values": list(value)}))
        unknown_keys = set(values) - set(modal.fields)
        if unknown_keys:
            raise LookupError(f"the modal has no field {sorted(unknown_keys)}; it has {sorted(modal.fields)}")
        body = {"interaction_id": modal.interaction_id, "components": [{"type": 1, "components": fields}]}
        return await self._settled(acts.submit_modal(self._realm, self.id, body))

    async def menu(self, name: str, message: Json) -> Answer:
        """Use a message menu command."""
        command = self._by_name(name, 3)
        body = {"command_id": command["id"], "channel_id": message["channel_id"], "target_id": message["id"]}
        return await self._settled(await acts.run_command(self._realm, self.id, body, []))

    def _drawn(self, message: Json) -> Json:
        return message_of(self._realm, message, Viewer(self.id))

    def _fresh(self, message: Json) -> Json:
        return messages.find(self._realm, message["channel_id"], message["id"], self.id)

    async def _use(self, message: Json, body: Json) -> Answer:
        place = {"channel_id": message["channel_id"], "message_id": message["id"]}
        return await self._settled(acts.use_component(self._realm, self.id, place | body))

    async def _settled(self, record: Json) -> Answer:
        answer = Answer(self._realm, record)
        await until(self._realm, lambda: not answer.waiting, PATIENCE_SECONDS)
        return answer

    def _by_name(self, name: str, kind: int) -> Json:
        for scope in self._realm.state.commands.values():
            for command in scope.values():
                if command["type"] == kind and command["name"] == name:
                    return command
        raise LookupError(f"the bot has registered no command {name!r}")

    def _command(
        self, name: str, channel_id: str, options: Mapping[str, object], focused: str | None = None
    ) -> tuple[Json, Json]:
        first, *rest = name.split()
        command = self._by_name(first, 1)
        values: list[Json] = []
        for key, value in options.items():
            given: Json = {"name": key, "value": value}
            values.append(given | {"focused": True} if key == focused else given)
        for part in reversed(rest):
            values = [{"name": part, "options": values}]
        return command, {"channel_id": channel_id, "options": values}


def find_component(message: Json, custom_id_or_label: str) -> Json:
    """The component of a message by custom id or label. Raises LookupError naming what there is."""
    found = [item for item in walk(message["components"]) if item.get("custom_id")]
    for item in found:
        if custom_id_or_label in {item["custom_id"], item.get("label")}:
            return item
    there = [f"{item.get('label')!r} ({item['custom_id']})" for item in found]
    raise LookupError(f"no component {custom_id_or_label!r}; there are {', '.join(there) or 'none'}")
