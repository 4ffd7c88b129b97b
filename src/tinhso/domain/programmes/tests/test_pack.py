"""The province's own chains: loaded once, reaching a goal, with no figure that has no source."""

from pathlib import Path

import pytest
from django.utils import timezone

from tinhso.domain.programmes import loading
from tinhso.domain.programmes.models import Link, Node, Target
from tinhso.domain.programmes.queries.chains import chains_to
from tinhso.kernel.units import loading as units

PACK = Path(__file__).resolve().parents[5] / "packs" / "tuyen-quang"
CHAINS = (
    ("11-NQ/TW", "96/NQ-CP", "23-CTr/TU", "186/KH-UBND"),
    ("33-NQ/TU", "559/QĐ-UBND"),
    ("57-NQ/TW", "71/NQ-CP", "24-KH/TU", "1539/QĐ-UBND"),
)


@pytest.fixture
def loaded(db):
    units.load(PACK, at=timezone.now())
    return loading.load(PACK, at=timezone.now())


def test_the_real_chains_reach_a_goal_of_the_congress(loaded):
    for chain in CHAINS:
        ways = chains_to(Node.objects.get(key=chain[-1]))
        assert ways and all(way.reaches_a_goal for way in ways)
        for way in ways:
            assert tuple(node.number for node in way.nodes if node.number) == chain
            assert "Đại hội" in way.nodes[0].title


def test_a_second_load_changes_nothing_and_people_keep_their_words(loaded):
    Node.objects.filter(key="goal-digital").update(title="Lời của cán bộ")
    links = Link.objects.count()
    assert loaded > 15 and loading.load(PACK, at=timezone.now()) == 0
    assert Node.objects.get(key="goal-digital").title == "Lời của cán bộ" and Link.objects.count() == links


def test_targets_inside_the_unverified_documents_are_blank_and_say_so(loaded):
    for number in ("48-NQ/TU", "33-NQ/TU", "1539/QĐ-UBND"):
        target = Target.objects.get(node__key=f"{number} target")
        assert target.end_value is None and target.baseline is None and not target.milestones.exists()
        assert target.node.unverified and Node.objects.get(key=number).unverified


def test_what_hangs_under_the_unknown_or_is_owned_by_nobody_is_named(db, tmp_path):
    units.load(PACK, at=timezone.now())
    line = '[[node]]\nkey = "a"\nkind = "goal"\ntitle = "x"\nowner = "%s"\nunder = [%s]\n'
    (tmp_path / "programmes.toml").write_text(line % ("van-phong-ubnd-tinh", '"b"'))
    with pytest.raises(ValueError, match="not known before it"):
        loading.load(tmp_path, at=timezone.now())
    (tmp_path / "programmes.toml").write_text(line % ("khong-co", ""))
    with pytest.raises(ValueError, match="unknown unit"):
        loading.load(tmp_path, at=timezone.now())
    (tmp_path / "programmes.toml").unlink()
    assert loading.load(tmp_path, at=timezone.now()) == 0
