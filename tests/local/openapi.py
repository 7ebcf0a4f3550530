"""Discord's own OpenAPI document, where it is present, as a judge of what the bot sends and the server answers."""

import json
import os
import re
from functools import cache
from pathlib import Path

import jsonschema_rs

PLACE = Path(os.environ.get("SALON_DATA", Path(__file__).parents[3] / "shared" / "data")) / "discord_openapi.json"
PARAMETER = re.compile(r"\{[^}]+\}")


@cache
def document():
    raw = json.loads(PLACE.read_text())
    raw["components"]["schemas"]["SnowflakeType"] = {"type": ["string", "integer"]}
    return raw


@cache
def paths():
    return {PARAMETER.sub("{}", path): item for path, item in document()["paths"].items()}


def operation(method: str, path: str):
    """The operation behind a route template; None for one the document does not describe."""
    return paths().get(PARAMETER.sub("{}", path), {}).get(method.lower())


@cache
def _validator(text: str):
    schema = json.loads(text) | {"components": document()["components"]}
    return jsonschema_rs.validator_for(schema)


def faults(schema, instance) -> list[str]:
    found = _validator(json.dumps(schema)).iter_errors(instance)
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message[:300]}" for error in found]


def request_faults(method: str, path: str, body) -> list[str]:
    found = operation(method, path)
    content = ((found or {}).get("requestBody") or {}).get("content", {}).get("application/json")
    return faults(content["schema"], body) if content else []


def response_faults(method: str, path: str, body) -> list[str]:
    found = operation(method, path)
    for status, response in ((found or {}).get("responses") or {}).items():
        content = response.get("content", {}).get("application/json")
        if status.startswith("2") and content:
            return faults(content["schema"], body)
    return []
