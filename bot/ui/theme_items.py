"""The buttons and menus of themes that work after a restart."""

from __future__ import annotations

from bot.ui.theme_list import LIST_ITEMS
from bot.ui.theme_own import OWN_ITEMS
from bot.ui.theme_tagging import TAG_ITEMS
from bot.ui.theme_trace import TRACE_ITEMS
from bot.ui.theme_verdict import VerdictButton

THEME_ITEMS = (*LIST_ITEMS, *OWN_ITEMS, *TAG_ITEMS, *TRACE_ITEMS, VerdictButton)
