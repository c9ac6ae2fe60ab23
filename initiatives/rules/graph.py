"""Dependencies as a graph: plain functions, tested with literals."""

from collections.abc import Iterable

Edge = tuple[str, str]  # (what has to be done before, what waits for it)


def closes_cycle(edges: Iterable[Edge], new: Edge) -> bool:
    """Whether the new edge would let something wait for itself, at once or by way of others."""
    before, after = new
    follows: dict[str, list[str]] = {}
    for first, second in edges:
        follows.setdefault(first, []).append(second)
    seen, waiting = set(), [after]
    while waiting:
        node = waiting.pop()
        if node == before:
            return True
        if node not in seen:
            seen.add(node)
            waiting += follows.get(node, [])
    return False
