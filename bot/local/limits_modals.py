"""Modals as Discord accepts them (its reference, topics "Modal" and "Component reference")."""

from __future__ import annotations

from bot.local.checks import Checks, Path
from bot.local.limits_components import LABEL, ROW, SELECTS, TEXT, TEXT_INPUT, ComponentChecks
from bot.local.wire import Json

IN_LABEL = (TEXT_INPUT, *SELECTS, 19, 21, 22, 23)


def check_modal(data: Json) -> None:
    """Raise 50035 for a modal Discord would refuse."""
    checks = Checks()
    checks.text(("data", "title"), data.get("title"), 45, least=1, needed=True)
    checks.text(("data", "custom_id"), data.get("custom_id"), 100, least=1, needed=True)
    components = checks.objects(("data", "components"), data.get("components"))
    checks.count(("data", "components"), components, 5, least=1)
    tree = ComponentChecks(checks, version_2=True)
    for index, component in enumerate(components):
        _top(checks, tree, ("data", "components", index), component)
    checks.done()


def _top(checks: Checks, tree: ComponentChecks, path: Path, component: Json) -> None:
    if not checks.choice((*path, "type"), component.get("type"), (ROW, TEXT, LABEL)):
        return
    if component["type"] == TEXT:
        tree.one(path, component, (TEXT,))
    elif component["type"] == LABEL:
        checks.text((*path, "label"), component.get("label"), 45, least=1, needed=True)
        checks.text((*path, "description"), component.get("description"), 100)
        inner = component.get("component")
        if isinstance(inner, dict):
            _field(checks, tree, (*path, "component"), inner, labelled=True)
        else:
            checks.required((*path, "component"))
    else:
        inner_list = checks.objects((*path, "components"), component.get("components"))
        checks.count((*path, "components"), inner_list, 1, least=1)
        for inner in inner_list[:1]:
            _field(checks, tree, (*path, "components", 0), inner, labelled=False)


def _field(checks: Checks, tree: ComponentChecks, path: Path, field: Json, *, labelled: bool) -> None:
    allowed = IN_LABEL if labelled else (TEXT_INPUT,)
    if not checks.choice((*path, "type"), field.get("type"), allowed):
        return
    if field["type"] in SELECTS:
        tree.select(path, field)
        return
    tree.custom_id(path, field)
    if field["type"] == TEXT_INPUT:
        checks.choice((*path, "style"), field.get("style"), (1, 2))
        if not labelled:
            checks.text((*path, "label"), field.get("label"), 45, least=1, needed=True)
        checks.number((*path, "min_length"), field.get("min_length"), 0, 4000)
        checks.number((*path, "max_length"), field.get("max_length"), 1, 4000)
        checks.text((*path, "placeholder"), field.get("placeholder"), 100)
        checks.text((*path, "value"), field.get("value"), field.get("max_length") or 4000)
