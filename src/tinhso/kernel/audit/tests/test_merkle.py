"""The tree is the one of RFC 6962, and a path proves exactly its leaf."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.audit import merkle

# The test vectors that implementations of Certificate Transparency share: eight leaves, the root of each first n.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def hashes(count: int) -> list[bytes]:
    return [merkle.leaf_hash(bytes.fromhex(data)) for data in LEAVES[:count]]


@pytest.mark.parametrize("count", range(len(ROOTS)))
def test_the_known_vectors(count: int) -> None:
    assert merkle.root(hashes(count)).hex() == ROOTS[count]


def by_the_text_of_the_rfc(data: list[bytes]) -> bytes:
    """MTH of section 2.1, word for word."""
    if not data:
        return sha256().digest()
    if len(data) == 1:
        return sha256(b"\x00" + data[0]).digest()
    k = 1
    while k * 2 < len(data):
        k *= 2
    return sha256(b"\x01" + by_the_text_of_the_rfc(data[:k]) + by_the_text_of_the_rfc(data[k:])).digest()


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_the_root_is_that_of_the_rfc(data: list[bytes]) -> None:
    assert merkle.root([merkle.leaf_hash(one) for one in data]) == by_the_text_of_the_rfc(data)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=70, unique=True), st.data())
def test_a_path_leads_its_leaf_to_the_root_and_no_other(data: list[bytes], drawn: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(one) for one in data]
    index = drawn.draw(st.integers(0, len(leaves) - 1))
    path = merkle.path(leaves, index)
    root = merkle.root(leaves)
    assert merkle.root_from_path(leaves[index], index, len(leaves), path) == root
    other = (
        drawn.draw(st.integers(0, len(leaves) - 1).filter(lambda i: i != index)) if len(leaves) > 1 else None
    )
    if other is not None:
        assert merkle.root_from_path(leaves[other], index, len(leaves), path) != root
    with pytest.raises(ValueError, match="too long"):
        merkle.root_from_path(leaves[index], index, len(leaves), [*path, root])


def test_a_path_that_is_too_short_is_no_proof() -> None:
    leaves = hashes(5)
    with pytest.raises(ValueError, match="too short"):
        merkle.root_from_path(leaves[1], 1, 5, merkle.path(leaves, 1)[:-1])


def test_there_is_no_path_for_a_leaf_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        merkle.path(hashes(3), 3)
