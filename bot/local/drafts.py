"""A message body on its way in: checked against Discord's limits and brought into one shape."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field

from bot.local.attachments import Upload
from bot.local.checks import Checks
from bot.local.limits_components import TEXT, ComponentChecks, numbered, walk
from bot.local.limits_embeds import check_embeds, kept_embeds
from bot.local.render import ATTACHED, COMPONENTS_V2, EPHEMERAL
from bot.local.state import State
from bot.local.wire import ApiError, Json

SETTABLE_FLAGS = (1 << 2) | EPHEMERAL | (1 << 12) | COMPONENTS_V2
USER, ROLE = re.compile(r"<@!?(\d+)>"), re.compile(r"<@&(\d+)>")
NO_MENTIONS: Json = {"parse": []}


@dataclass(slots=True)
class Draft:
    """What a create or edit asks for; on an edit, None means "leave as it is"."""

    content: str | None = None
    embeds: list[Json] | None = None
    components: list[Json] | None = None
    attachments: list[Json] | None = None
    flags: int = 0
    nonce: str | None = None
    reference: Json | None = None
    allowed_mentions: Json | None = None
    uploads: list[Upload] = field(default_factory=list)

    def empty(self) -> bool:
        """Whether nothing would show."""
        return not (self.content or self.embeds or self.components or self.uploads or self.attachments)


def check_draft(body: Json, uploads: list[Upload], *, flags: int = 0) -> Draft:
    """The draft behind a message body; ``flags`` are those the message already has.

    Raises 50035 with every fault.
    """
    checks = Checks()
    wanted = body.get("flags") or 0
    checks.number(("flags",), wanted, 0, 2**31 - 1)
    version_2 = bool((flags | wanted) & COMPONENTS_V2)
    checks.text(("content",), body.get("content"), 2000)
    embeds = checks.objects(("embeds",), body.get("embeds"))
    check_embeds(checks, embeds)
    components = checks.objects(("components",), copy.deepcopy(body.get("components")))
    if version_2:
        _no_legacy(checks, body)
    ComponentChecks(checks, version_2=version_2).message(components)
    _nonce(checks, body.get("nonce"))
    _allowed(checks, body.get("allowed_mentions"))
    checks.count(("attachments",), uploads, 10)
    checks.done()
    content = body.get("content")
    return Draft(
        content=content.strip() if content is not None else ("" if "content" in body else None),
        embeds=kept_embeds(embeds) if "embeds" in body else None,
        components=numbered(components) if "components" in body else None,
        attachments=body.get("attachments") if "attachments" in body else None,
        flags=wanted & SETTABLE_FLAGS,
        nonce=str(body["nonce"]) if body.get("nonce") is not None else None,
        reference=body.get("message_reference"),
        allowed_mentions=body.get("allowed_mentions"),
        uploads=uploads,
    )


def _no_legacy(checks: Checks, body: Json) -> None:
    for name in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(name):
            checks.fault(
                (name,),
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
            )


def _nonce(checks: Checks, nonce: object) -> None:
    if nonce is not None and len(str(nonce)) > 25:
        checks.fault(("nonce",), "NONCE_TYPE_TOO_LONG", "Nonce must be at most 25 characters.")


def _allowed(checks: Checks, allowed: object) -> None:
    if not isinstance(allowed, dict):
        return
    parse = allowed.get("parse") or []
    for index, kind in enumerate(parse):
        checks.choice(("allowed_mentions", "parse", index), kind, ("users", "roles", "everyone"))
    for kind in ("users", "roles"):
        if allowed.get(kind):
            checks.count(("allowed_mentions", kind), allowed[kind], 100)
            if kind in parse:
                message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
                checks.fault(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)


def require_media(components: list[Json] | None, attachments: list[Json]) -> None:
    """Raise 50035 where a gallery, thumbnail or file component names a file that its message does not have."""
    checks, names = Checks(), {attachment["filename"] for attachment in attachments}
    for item in walk(components or []):
        for media in (item.get("media"), item.get("file"), *(one.get("media") for one in item.get("items") or [])):
            url = str((media or {}).get("url", ""))
            if url.startswith(ATTACHED) and url.removeprefix(ATTACHED) not in names:
                checks.fault(
                    ("components",),
                    "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                    "The attachment was not found",
                )
    checks.done()


def require_something(draft: Draft) -> None:
    """Raise 50006 for a message that shows nothing."""
    if draft.empty():
        raise ApiError(400, 50006, "Cannot send an empty message")


@dataclass(frozen=True, slots=True)
class Mentions:
    """Whom a text names and may ping."""

    users: list[str]
    roles: list[str]
    everyone: bool


def resolve_mentions(
    state: State, text: str, allowed: Json | None, *, may_ping_all: bool, replied_to: str | None
) -> Mentions:
    """Whom the text pings, under ``allowed_mentions`` (absent: everybody named)."""
    every: Json = {"parse": ["users", "roles", "everyone"], "replied_user": True}
    rules = every if allowed is None else allowed
    parse = rules.get("parse") or []

    def passes(kind: str, key: str) -> bool:
        return kind in parse or key in {str(item) for item in rules.get(kind) or []}

    users = [key for key in dict.fromkeys(USER.findall(text)) if key in state.users and passes("users", key)]
    if replied_to is not None and rules.get("replied_user") and replied_to not in users:
        users.append(replied_to)
    roles = [
        key
        for key in dict.fromkeys(ROLE.findall(text))
        if key in state.roles and passes("roles", key) and (may_ping_all or state.roles[key]["mentionable"])
    ]
    loud = "@everyone" in text or "@here" in text
    return Mentions(users, roles, loud and may_ping_all and "everyone" in parse)


def spoken(content: str, components: list[Json]) -> str:
    """All text of a message, text displays included."""
    return "\n".join([content, *(str(item.get("content")) for item in walk(components) if item.get("type") == TEXT)])
