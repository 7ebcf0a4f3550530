"""The persistent buttons and menus of watchlists."""

from __future__ import annotations

from bot.ui.watchlist_choice import ListFilmButton, ListFilmMenu
from bot.ui.watchlist_import import ImportButton
from bot.ui.watchlist_turning import OrderMenu, PageButton, ShowMenu
from bot.ui.watchlist_undo import UndoButton

WATCHLIST_ITEMS = (ListFilmButton, ListFilmMenu, ImportButton, PageButton, ShowMenu, OrderMenu, UndoButton)
