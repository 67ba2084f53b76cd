"""The hash chain of the journal: pure rules."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Who acts, in what role; the service itself has no id."""

    id: int | None
    name: str
    role: str
