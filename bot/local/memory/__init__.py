"""The stores in memory: for ``salon replay`` and for tests. Same behaviour as ``bot.storage``, nothing kept."""

from bot.local.memory.database import MemoryDatabase

__all__ = ["MemoryDatabase"]
