"""Message components, version 1 and 2 (limits from Discord's reference, topic "Component reference")."""

from __future__ import annotations

from collections.abc import Iterator

from bot.local.checks import Checks, Path
from bot.local.limits_embeds import check_url
from bot.local.wire import Json

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR = (
    1,
    2,
    3,
    4,
    9,
    10,
    11,
    12,
    13,
    14,
)
CONTAINER, LABEL = 17, 18
SELECTS = (3, 5, 6, 7, 8)
TOP_V2 = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER)
IN_CONTAINER = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR)
PLACES = {"components": list, "component": dict, "accessory": dict}


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component of the tree, parents first."""
    for component in components:
        yield component
        yield from walk([item for item in component.get("components") or [] if isinstance(item, dict)])
        for place in ("component", "accessory"):
            if isinstance(component.get(place), dict):
                yield from walk([component[place]])


def numbered(components: list[Json]) -> list[Json]:
    """The tree with an ``id`` on every component, as Discord returns it."""
    taken = {item["id"] for item in walk(components) if item.get("id")}
    fresh = (number for number in range(1, 10_000) if number not in taken)
    for item in walk(components):
        if not item.get("id"):
            item["id"] = next(fresh)
    return components


class ComponentChecks:
    """Walks one message's components and notes what Discord would refuse."""

    def __init__(self, checks: Checks, *, version_2: bool) -> None:
        self._checks = checks
        self._version_2 = version_2
        self._custom_ids: set[str] = set()

    def message(self, components: list[Json]) -> None:
        """All components of a message."""
        path: Path = ("components",)
        self._checks.count(path, components, 40 if self._version_2 else 5)
        if self._version_2:
            if sum(1 for _ in walk(components)) > 40:
                self._checks.fault(
                    path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "Total number of components cannot exceed 40"
                )
            letters = sum(len(str(item.get("content", ""))) for item in walk(components) if item.get("type") == TEXT)
            if letters > 4000:
                self._checks.fault(
                    path,
                    "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
                    "Displayable text size exceeds maximum size of 4000",
                )
        for index, component in enumerate(components):
            self.one((*path, index), component, TOP_V2 if self._version_2 else (ROW,))

    def one(self, path: Path, component: Json, allowed: tuple[int, ...]) -> None:
        """One component at a place where only ``allowed`` types stand."""
        kind = component.get("type")
        if kind not in allowed:
            listed = ", ".join(str(item) for item in allowed)
            self._checks.fault(
                (*path, "type"), "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({listed}).'
            )
            return
        self._checks.number((*path, "id"), component.get("id"), 0, 2**31 - 1)
        if kind == ROW:
            self._row(path, component)
        elif kind == BUTTON:
            self._button(path, component)
        elif kind in SELECTS:
            self.select(path, component)
        elif kind == SECTION:
            self._children(path, component, (TEXT,), 3)
            self._accessory(path, component)
        elif kind == TEXT:
            self._checks.text((*path, "content"), component.get("content"), 4000, least=1, needed=True)
        elif kind == CONTAINER:
            self._children(path, component, IN_CONTAINER, 40)
            self._checks.number((*path, "accent_color"), component.get("accent_color"), 0, 0xFFFFFF)
        elif kind == GALLERY:
            self._gallery(path, component)
        elif kind in {THUMBNAIL, FILE}:
            self._media(path, component, "file" if kind == FILE else "media")
        elif kind == SEPARATOR and component.get("spacing") is not None:
            self._checks.choice((*path, "spacing"), component["spacing"], (1, 2))

    def custom_id(self, path: Path, component: Json) -> None:
        """A custom id of 1 to 100 characters, used once."""
        value = component.get("custom_id")
        self._checks.text((*path, "custom_id"), value, 100, least=1, needed=True)
        if isinstance(value, str):
            if value in self._custom_ids:
                self._checks.fault(
                    (*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
                )
            self._custom_ids.add(value)

    def _children(self, path: Path, component: Json, allowed: tuple[int, ...], most: int) -> None:
        children = self._checks.objects((*path, "components"), component.get("components"))
        self._checks.count((*path, "components"), children, most, least=1)
        for index, child in enumerate(children):
            self.one((*path, "components", index), child, allowed)

    def _row(self, path: Path, component: Json) -> None:
        children = self._checks.objects((*path, "components"), component.get("components"))
        single = any(child.get("type") in SELECTS for child in children)
        if single and len(children) > 1:
            self._checks.fault(
                (*path, "components"),
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width",
            )
        self._children(path, component, (BUTTON, *SELECTS), 5)

    def _accessory(self, path: Path, component: Json) -> None:
        if isinstance(component.get("accessory"), dict):
            self.one((*path, "accessory"), component["accessory"], (BUTTON, THUMBNAIL))
        else:
            self._checks.required((*path, "accessory"))

    def _button(self, path: Path, component: Json) -> None:
        style = component.get("style")
        if not self._checks.choice((*path, "style"), style, (1, 2, 3, 4, 5, 6)):
            return
        self._checks.text((*path, "label"), component.get("label"), 80)
        if style == 5:
            if component.get("url") is None:
                self._checks.required((*path, "url"))
            check_url(self._checks, (*path, "url"), component.get("url"))
            if component.get("custom_id") is not None:
                self._checks.fault(
                    (*path, "custom_id"),
                    "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                    "A custom id and url cannot both be specified",
                )
        elif style != 6:
            self.custom_id(path, component)
            if component.get("url") is not None:
                self._checks.fault(
                    (*path, "url"), "BUTTON_COMPONENT_INVALID_STYLE_FOR_URL", "A url is only for link buttons"
                )
        if style != 6 and not component.get("label") and not component.get("emoji"):
            self._checks.fault(path, "BUTTON_COMPONENT_NEEDS_LABEL_OR_EMOJI", "A button must have a label or an emoji")

    def select(self, path: Path, component: Json) -> None:
        """A select menu."""
        self.custom_id(path, component)
        self._checks.text((*path, "placeholder"), component.get("placeholder"), 150)
        self._checks.number((*path, "min_values"), component.get("min_values"), 0, 25)
        self._checks.number((*path, "max_values"), component.get("max_values"), 1, 25)
        least, most = component.get("min_values"), component.get("max_values")
        if (1 if least is None else least) > (1 if most is None else most):
            self._checks.fault(
                (*path, "min_values"),
                "SELECT_COMPONENT_MIN_VALUE_GREATER_THAN_MAX_VALUE",
                "Min values must be less than or equal to max values",
            )
        if component["type"] == STRING_SELECT:
            self._options(path, component, 1 if most is None else most)

    def _options(self, path: Path, component: Json, most: int) -> None:
        options = self._checks.objects((*path, "options"), component.get("options"))
        self._checks.count((*path, "options"), options, 25, least=1)
        if most > len(options):
            self._checks.fault(
                (*path, "max_values"),
                "SELECT_COMPONENT_MAX_VALUES_GREATER_THAN_OPTIONS",
                "Max values must be less than or equal to the number of options",
            )
        seen: set[str] = set()
        for index, option in enumerate(options):
            place = (*path, "options", index)
            self._checks.text((*place, "label"), option.get("label"), 100, least=1, needed=True)
            self._checks.text((*place, "value"), option.get("value"), 100, least=1, needed=True)
            self._checks.text((*place, "description"), option.get("description"), 100)
            if option.get("value") in seen:
                self._checks.fault(
                    (*place, "value"),
                    "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                    "The specified option value is already used",
                )
            seen.add(str(option.get("value")))

    def _gallery(self, path: Path, component: Json) -> None:
        items = self._checks.objects((*path, "items"), component.get("items"))
        self._checks.count((*path, "items"), items, 10, least=1)
        for index, item in enumerate(items):
            self._media((*path, "items", index), item, "media")

    def _media(self, path: Path, component: Json, key: str) -> None:
        url = (component.get(key) or {}).get("url")
        if url is None:
            self._checks.required((*path, key, "url"))
        check_url(self._checks, (*path, key, "url"), url, attachment=True)
        self._checks.text((*path, "description"), component.get("description"), 1024, least=1)
