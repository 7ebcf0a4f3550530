"""Use cases: what a person or a due job can make happen."""
