"""Our exceptions: a code and params that `words` turns into a sentence, never a sentence themselves.

Every refusal that a person should read derives from `Refusal`. A programming fault stays an ordinary exception
and ends on the 500 page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

ParamValue = str | int | None
"""What a sentence can be filled with. Dates travel as ISO text, so that params are JSON as they stand."""


@dataclass(frozen=True)
class Reason:
    """Say something by code and params; `words.translate` makes the sentence in the reader's language."""

    code: str
    params: Mapping[str, ParamValue] = field(default_factory=dict)


class Refusal(Exception):
    """Refuse what was asked, with a reason that a person can act on.

    `field` names the form field the reason belongs to, so that a page can show it there; None = the whole form.
    """

    status = 400

    def __init__(self, code: str, *, field: str | None = None, **params: ParamValue) -> None:
        super().__init__(code)
        self.reason = Reason(code, params)
        self.field = field


class InvalidInput(Refusal):
    """Refuse a value that a person typed, chose or sent."""


class NotPermitted(Refusal):
    """Refuse because the permission table, or a two-person rule, says no."""

    status = 403


class NotFound(Refusal):
    """Say that nothing of that name is there for this reader; a foreign id looks the same as a missing one."""

    status = 404


class Conflict(Refusal):
    """Refuse because what the page showed is no longer what is recorded, or the act was already done."""

    status = 409


class Unavailable(Refusal):
    """Refuse because a store, a disk or a database cannot do it now; trying again later may succeed."""

    status = 503
