"""An agreement counts only as a supervisor signed it."""

from pathlib import Path

import msgspec
import pytest
from tests.exchange.world import COMPLETE, World, agreement_text

from darvoza.exchange import (
    AgreementRefused,
    KeyRefused,
    Node,
    make_supervisor,
    parse_agreement,
    sign_agreement,
)


def test_a_newer_version_takes_the_place_of_an_older_one(world: World) -> None:
    newer = msgspec.structs.replace(world.agreement, version=2, title="Renewed")
    world.uz.register.adopt(sign_agreement(newer, world.key, "Boss"))
    assert [each.agreement.title for each in world.uz.register.all()] == ["Renewed"]
    assert world.uz.register.find(world.agreement.id, 1) == world.agreement
    with pytest.raises(AgreementRefused, match="version 2"):
        world.uz.register.adopt(sign_agreement(newer, world.key, "Boss"))


def test_nobody_but_a_trusted_supervisor_signs(world: World, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    make_supervisor(other, "Boss")
    newer = msgspec.structs.replace(world.agreement, version=2)
    with pytest.raises(AgreementRefused, match="nobody whom"):
        world.uz.register.adopt(sign_agreement(newer, other, "Boss"))
    with pytest.raises(AgreementRefused, match="the key of Boss"):
        world.uz.register.adopt(sign_agreement(newer, world.key, "Somebody else"))


def test_a_changed_word_breaks_the_signature(world: World) -> None:
    signed = sign_agreement(msgspec.structs.replace(world.agreement, version=2), world.key, "Boss")
    changed = msgspec.structs.replace(signed, agreement=msgspec.structs.replace(signed.agreement, title="Changed"))
    with pytest.raises(AgreementRefused, match="not what Boss signed"):
        world.uz.register.adopt(changed)


def test_what_was_changed_in_the_store_is_not_used(world: World) -> None:
    world.uz.store.change("update agreements set document = replace(document, 'Liaison', 'Nobody')")
    with pytest.raises(AgreementRefused, match="not what Boss signed"):
        world.send(world.uz, COMPLETE)
    world.uz.store.change("update agreements set document = '{}'")
    with pytest.raises(AgreementRefused, match="cannot be read"):
        world.uz.register.find(world.agreement.id)


def test_when_a_supervisor_is_no_longer_trusted_the_agreement_is_not_used(world: World) -> None:
    world.uz.register.distrust(world.supervisor.kid)
    with pytest.raises(AgreementRefused):
        world.uz.register.find(world.agreement.id)


def test_an_administration_adopts_only_its_own_agreements(world: World, tmp_path: Path) -> None:
    stranger = Node.make(tmp_path / "kz", country="KZ", name="Customs KZ")
    stranger.register.trust(world.supervisor)
    with pytest.raises(AgreementRefused, match="no party"):
        stranger.register.adopt(sign_agreement(world.agreement, world.key, "Boss"))
    stranger.close()


def test_a_supervisors_key_may_have_a_password(tmp_path: Path) -> None:
    key = tmp_path / "boss.pem"
    make_supervisor(key, "Boss", "correct horse")
    assert key.stat().st_mode & 0o077 == 0
    agreement = parse_agreement(agreement_text())
    with pytest.raises(KeyRefused, match="password"):
        sign_agreement(agreement, key, "Boss", "wrong")
    assert sign_agreement(agreement, key, "Boss", "correct horse").signature
    with pytest.raises(FileExistsError):
        make_supervisor(key, "Boss")


def test_what_is_in_force_with_a_partner_on_a_day_is_listed(world: World) -> None:
    today = world.clock.time.date()
    assert [each.id for each in world.uz.register.with_partner("TJ", today)] == [world.agreement.id]
    assert world.uz.register.with_partner("KZ", today) == []
    assert world.uz.register.with_partner("TJ", today.replace(year=2019)) == []
