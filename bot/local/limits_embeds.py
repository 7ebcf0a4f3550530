"""Embeds as Discord accepts them (limits from its reference, topic "Embed limits")."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.local.checks import Checks, Path
from bot.local.wire import Json, parse_time

PARTS = ("title", "description", "fields", "image", "thumbnail", "author", "footer", "url", "timestamp")


def check_url(checks: Checks, path: Path, value: object, *, attachment: bool = False) -> None:
    """A http(s) address, or ``attachment://`` where files may be named."""
    if value is None:
        return
    parts = urlsplit(value) if isinstance(value, str) else None
    schemes = ("http", "https", "attachment") if attachment else ("http", "https")
    if parts is None or not parts.netloc or len(str(value)) > 2048:
        checks.fault(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif parts.scheme not in schemes:
        listed = ", ".join(f"'{scheme}'" for scheme in schemes)
        checks.fault(
            path,
            "URL_TYPE_INVALID_SCHEME",
            f'Scheme "{parts.scheme}" is not supported. Scheme must be one of ({listed}).',
        )


def _letters(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get(part) or {}).get(key) for part, key in (("footer", "text"), ("author", "name"))]
    for field in embed.get("fields") or []:
        texts += [field.get("name"), field.get("value")]
    return sum(len(text) for text in texts if isinstance(text, str))


def check_embed(checks: Checks, path: Path, embed: Json) -> None:
    """One embed."""
    checks.text((*path, "title"), embed.get("title"), 256)
    checks.text((*path, "description"), embed.get("description"), 4096)
    checks.number((*path, "color"), embed.get("color"), 0, 0xFFFFFF)
    check_url(checks, (*path, "url"), embed.get("url"))
    for part, key, most in (("footer", "text", 2048), ("author", "name", 256)):
        if embed.get(part):
            checks.text((*path, part, key), embed[part].get(key), most, least=1, needed=True)
            check_url(checks, (*path, part, "icon_url"), embed[part].get("icon_url"), attachment=True)
    for part in ("image", "thumbnail"):
        if embed.get(part):
            check_url(checks, (*path, part, "url"), embed[part].get("url"), attachment=True)
    if isinstance(embed.get("author"), dict):
        check_url(checks, (*path, "author", "url"), embed["author"].get("url"))
    fields = checks.objects((*path, "fields"), embed.get("fields"))
    checks.count((*path, "fields"), fields, 25)
    for index, field in enumerate(fields):
        checks.text((*path, "fields", index, "name"), field.get("name"), 256, least=1, needed=True)
        checks.text((*path, "fields", index, "value"), field.get("value"), 1024, least=1, needed=True)
    if embed.get("timestamp"):
        try:
            parse_time(embed["timestamp"])
        except (TypeError, ValueError):
            checks.fault((*path, "timestamp"), "DATE_TIME_TYPE_PARSE", f"Could not parse {embed['timestamp']}.")


def check_embeds(checks: Checks, embeds: list[Json]) -> None:
    """All embeds of a message: at most 10, at most 6,000 characters together."""
    checks.count(("embeds",), embeds, 10)
    for index, embed in enumerate(embeds):
        check_embed(checks, ("embeds", index), embed)
    if sum(_letters(embed) for embed in embeds) > 6000:
        checks.fault(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def kept_embeds(embeds: list[Json]) -> list[Json]:
    """The embeds that show anything, typed ``rich`` as Discord returns them; fields get their ``inline``."""
    kept = []
    for embed in embeds:
        if not any(embed.get(part) for part in PARTS):
            continue
        body = {key: value for key, value in embed.items() if value is not None} | {"type": "rich"}
        if body.get("fields"):
            body["fields"] = [{"inline": False} | field for field in body["fields"]]
        kept.append(body)
    return kept
