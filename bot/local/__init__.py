"""A small, strict Discord on loopback, its web page, and the replay of transcripts."""
