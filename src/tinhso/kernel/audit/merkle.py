"""The tree of RFC 6962, section 2.1: SHA-256, a leaf begins with byte 0, a node with byte 1.

A tree of n leaves splits at the largest power of two below n. Built level by level, which gives the same tree:
neighbours are joined and an odd last one moves up as it is (a property test compares it with the recursive text
of the RFC).
"""

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry's canonical bytes."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash above two hashes."""
    return sha256(b"\x01" + left + right).digest()


def _above(level: Sequence[bytes]) -> list[bytes]:
    joined = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return joined + ([level[-1]] if len(level) % 2 else [])


def root(leaves: Sequence[bytes]) -> bytes:
    """The hash that stands for all leaf hashes in their order."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else EMPTY


def path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from one leaf to the root, the lowest first. IndexError for a leaf that is not there."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} in a tree of {len(leaves)}")
    level, found = list(leaves), []
    while len(level) > 1:
        neighbour = index ^ 1
        if neighbour < len(level):
            found.append(level[neighbour])
        level, index = _above(level), index // 2
    return found


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root to which a leaf at `index` of `size` leads. ValueError where the path has the wrong length."""
    hashes = iter(path)
    try:
        while size > 1:
            if index % 2:
                leaf = node_hash(next(hashes), leaf)
            elif index + 1 < size:
                leaf = node_hash(leaf, next(hashes))
            index, size = index // 2, (size + 1) // 2
    except StopIteration:
        raise ValueError("the path is too short") from None
    if next(hashes, None) is not None:
        raise ValueError("the path is too long")
    return leaf
