"""Several items changed in one step: which of the chosen ones it touches, and why others are left out. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.errors import Conflict, InvalidInput, Reason
from tracker.evidence.queries import ItemView
from tracker.mapping.queries import LinkView


@dataclass(frozen=True)
class Chosen:
    """One chosen item with what the step would change of it; `left_out` says why it is not touched, null = it is."""

    item: ItemView
    links: tuple[LinkView, ...]
    left_out: Reason | None

    @property
    def seen(self) -> str:
        """Name what the page shows of it: its newest facts and its links. The form carries it back."""
        return f"{self.item.newest.facts_id}:{' '.join(str(link.link_id) for link in self.links)}"


def chosen(
    items: Iterable[ItemView], links: Iterable[LinkView], why_not: Callable[[ItemView, Sequence[LinkView]], str | None]
) -> tuple[Chosen, ...]:
    """Put items and their links together; `why_not` gives the code of what keeps an item out, or None."""
    by_item: dict[int, list[LinkView]] = {}
    for link in links:
        by_item.setdefault(link.item, []).append(link)
    found = []
    for item in items:
        own = tuple(by_item.get(item.number, ()))
        code = why_not(item, own)
        found.append(Chosen(item, own, Reason(code) if code else None))
    return tuple(sorted(found, key=lambda each: each.item.number))


def insist(found: Iterable[Chosen], ticked: Iterable[int], seen: Mapping[int, str]) -> tuple[Chosen, ...]:
    """Give the ticked ones, every one of them as the page showed it.

    Raises:
        InvalidInput: none is ticked.
        Conflict: one cannot be changed so, or was changed since the page was drawn.
    """
    wanted = set(ticked)
    touched = tuple(each for each in found if each.item.number in wanted)
    if not touched:
        raise InvalidInput("desk.several.nothing_chosen")
    for each in touched:
        if each.left_out is not None:
            raise Conflict(each.left_out.code)
        if seen.get(each.item.number) != each.seen:
            raise Conflict("desk.several.changed_meanwhile", evidence=each.item.label)
    return touched
