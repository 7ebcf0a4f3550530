"""The pictures behind ``/theme map``: a constellation of themes, and the themes of an evening over its time.

``constellation`` and ``evening`` are the ways in. They import Pillow only when they draw, so that starting the bot does not pay
for it; drawing is pure computation and belongs in a thread (``asyncio.to_thread``).
"""
