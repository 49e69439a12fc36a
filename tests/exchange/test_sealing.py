"""A letter opens only for its addressee, only under the fixed algorithms, only from whom it says, only in its time."""

import base64
import json
from datetime import timedelta

import msgspec
import pytest
from joserfc import jwe, jws
from joserfc.jwe import JWERegistry
from joserfc.jwk import OctKey, OKPKey
from tests.exchange.world import COMPLETE, OFFICER, START, World, arrivals

from darvoza.exchange import Arrival, Event, Fault, KeyUse, Parcel, Standing, fingerprint, issue, make_authority
from darvoza.exchange.sealed.keys import KeyRefused
from darvoza.exchange.sealed.sealing import Letter, seal


def one_parcel(world: World) -> Parcel:
    world.send(world.uz, COMPLETE)
    (parcel,) = world.parcels(world.uz)
    return parcel


def fault(world: World, parcel: Parcel) -> Fault | None:
    """Why TJ rejects a parcel; said, logged, and nothing kept of it."""
    before = len(world.tj.desk.inbox(OFFICER))
    outcome = world.tj.post.accept(parcel, link="test")
    assert outcome.arrival is Arrival.REJECTED
    assert outcome.reason
    assert outcome.reason.format_map(outcome.values)
    logged = [each for each in world.tj.log.entries(newest=3) if each.event is Event.REJECTED]
    assert [each.detail["fault"] for each in logged] == [outcome.fault]
    assert len(world.tj.desk.inbox(OFFICER)) == before
    return outcome.fault


def changed(parcel: Parcel, data: bytes) -> Parcel:
    return msgspec.structs.replace(parcel, data=data)


def outer(parcel: Parcel, **header: object) -> bytes:
    """The letter with another header on its seal."""
    first, rest = parcel.data.split(b".", 1)
    old = json.loads(base64.urlsafe_b64decode(first + b"==="))
    new = {name: value for name, value in (old | header).items() if value is not None}
    return base64.urlsafe_b64encode(json.dumps(new).encode()).rstrip(b"=") + b"." + rest


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "dir"},
        {"alg": "RSA-OAEP"},
        {"alg": "ECDH-ES"},
        {"alg": "none"},
        {"enc": "A128CBC-HS256"},
        {"enc": "A128GCM"},
        {"zip": "DEF"},
        {"crit": ["x"]},
        {"typ": "JWT"},
        {"cty": None},
        {"jku": "https://example.org/keys"},
        {"jwk": {"kty": "oct", "k": "AA"}},
    ],
    ids=str,
)
def test_another_algorithm_than_ours_is_refused_whatever_it_is(world: World, header: dict[str, object]) -> None:
    parcel = one_parcel(world)
    assert fault(world, changed(parcel, outer(parcel, **header))) is Fault.DOWNGRADE


@pytest.mark.parametrize("alg", ["none", "HS256", "EdDSA", "ES256"])
def test_a_signature_by_another_algorithm_is_refused(world: World, alg: str) -> None:
    parcel = one_parcel(world)
    own = world.tj.keyring
    kid = own.current(KeyUse.SEAL)
    signed = jwe.decrypt_compact(parcel.data, own.private(kid), algorithms=["ECDH-ES+A256KW", "A256GCM"]).plaintext
    assert signed is not None
    header, payload, signature = signed.split(b".")
    old = json.loads(base64.urlsafe_b64decode(header + b"==="))
    new = base64.urlsafe_b64encode(json.dumps(old | {"alg": alg}).encode()).rstrip(b"=")
    if alg == "HS256":  # signed with what everybody has: the public key
        x = world.uz.card().keys[0].x
        signed = jws.serialize_compact(
            old | {"alg": alg}, base64.urlsafe_b64decode(payload + b"=="), OctKey.import_key(x)
        ).encode()
    else:
        signed = new + b"." + payload + b"." + (b"" if alg == "none" else signature)
    registry = JWERegistry(algorithms=["ECDH-ES+A256KW", "A256GCM"])
    sealed_header = {
        "alg": "ECDH-ES+A256KW",
        "enc": "A256GCM",
        "kid": kid,
        "typ": "darvoza-letter+jwe",
        "cty": "darvoza-letter+jws",
    }
    data = jwe.encrypt_compact(sealed_header, signed, own.private(kid), registry=registry).encode()
    assert fault(world, changed(parcel, data)) is Fault.DOWNGRADE


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
def test_one_changed_byte_anywhere_is_noticed(world: World, place: float) -> None:
    parcel = one_parcel(world)
    at = int(len(parcel.data) * place)
    swapped = b"A" if parcel.data[at : at + 1] != b"A" else b"Q"
    data = parcel.data[:at] + swapped + parcel.data[at + 1 :]
    assert fault(world, changed(parcel, data)) in {Fault.UNREADABLE, Fault.DOWNGRADE, Fault.UNKNOWN_KEY}


@pytest.mark.parametrize("data", [b"", b".", b"....", b"\xff" * 50, b"e30.a.b.c.d", b"[]", b"{" * 5000])
def test_what_is_no_letter_is_refused_in_words(world: World, data: bytes) -> None:
    assert fault(world, Parcel(id="x", sender="UZ", recipient="TJ", data=data)) is Fault.UNREADABLE


def forged(world: World, **changes: object) -> Parcel:
    """A letter sealed by UZ's own keys whose insides UZ made up."""
    message = b'{"id":"message-1"}'
    letter = Letter(
        sender="UZ",
        recipient="TJ",
        sealed=START,
        until=START + timedelta(days=9),
        number=1,
        message=msgspec.Raw(message),
    )
    letter = msgspec.structs.replace(letter, **changes)
    uz, tj = world.uz.keyring, world.tj.card()
    signer = uz.current(KeyUse.SIGN)
    to = next(entry for entry in tj.keys if entry.use == "enc")
    key = OKPKey.import_key({"kty": "OKP", "crv": "X25519", "x": to.x})
    data, _ = seal(letter, uz.private(signer), signer, key, to.kid)
    return Parcel(id="forged", sender="UZ", recipient="TJ", data=data)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"recipient": "KZ"}, Fault.OTHER_ADDRESSEE),
        ({"sender": "KZ"}, Fault.FORGED),
        ({"sealed": START + timedelta(days=1)}, Fault.CLOCK),
        ({"sealed": START - timedelta(days=91), "until": START + timedelta(days=9)}, Fault.EXPIRED),
        ({"until": START - timedelta(days=1), "sealed": START - timedelta(days=2)}, Fault.EXPIRED),
        ({"sealed": START + timedelta(minutes=9)}, Fault.FORM),  # within what clocks may differ; the message is none
        ({}, Fault.FORM),
    ],
    ids=str,
)
def test_a_letter_is_what_it_says_and_comes_in_its_time(
    world: World, changes: dict[str, object], expected: Fault
) -> None:
    assert fault(world, forged(world, **changes)) is expected


def test_a_stranger_is_not_let_in_and_hears_nothing(world: World) -> None:
    stranger = World.__new__(World)
    stranger.__dict__ = {**world.__dict__, "folder": world.folder / "elsewhere"}
    (world.folder / "elsewhere").mkdir()
    false_uz = stranger.node("UZ")
    false_uz.introduce(world.tj.card())
    draft = false_uz.desk.draft(
        COMPLETE, author="A", agreement=world.agreement.id, article="1", recipient="TJ", language="en"
    )
    world.approved(false_uz, draft)
    (parcel,) = false_uz.post.outgoing("TJ", link="test")
    assert fault(world, parcel) is Fault.UNKNOWN_KEY
    false_uz.close()


def test_new_keys_are_told_under_the_old_ones_and_used_once_known(world: World) -> None:
    old = world.uz.keyring.current(KeyUse.SIGN)
    new = world.uz.rotate(KeyUse.SIGN)
    world.send(world.uz, COMPLETE)
    assert world.uz.keyring.signer_for("TJ", START) == old, "TJ does not know the new key yet"
    world.exchange()
    assert world.uz.keyring.signer_for("TJ", START) == new
    world.uz.rotate(KeyUse.SEAL)
    late = world.send(world.tj, COMPLETE)
    world.exchange()
    assert late.id in [each.id for each in world.uz.desk.inbox(OFFICER)], "what is sealed to the old key still opens"


def test_a_lost_key_to_sign_with_takes_a_telephone_call(world: World) -> None:
    lost = world.uz.keyring.current(KeyUse.SIGN)
    world.uz.revoke(lost, "stolen")
    sent = world.send(world.uz, COMPLETE)
    assert arrivals(world.carry(world.uz)) == [Arrival.REJECTED]
    world.tj.introduce(world.uz.card())  # after its fingerprint was compared
    assert world.tj.directory.find(lost).revoked is not None  # type: ignore[union-attr]  # it is known
    world.clock.pass_(hours=1)
    assert Arrival.TAKEN in arrivals(world.carry(world.uz))
    assert [each.id for each in world.tj.desk.inbox(OFFICER)] == [sent.id]


def test_nothing_signed_with_a_revoked_key_is_taken_however_it_is_dated(world: World) -> None:
    parcel = one_parcel(world)
    world.tj.directory.revoke("UZ", world.uz.keyring.current(KeyUse.SIGN), START, "stolen")
    assert fault(world, parcel) is Fault.REVOKED_KEY
    assert fault(world, forged(world, sealed=START - timedelta(days=30))) is Fault.REVOKED_KEY
    world.carry(world.tj)  # the rejection comes to UZ
    (sent,) = world.uz.desk.outbox(OFFICER)
    assert sent.standing == Standing.HANDED_OVER
    assert "revoked" in (sent.reason or "")


def test_a_card_with_a_key_that_is_not_its_own_is_refused(world: World) -> None:
    card = world.uz.card()
    kz = msgspec.structs.replace(card, country="KZ")
    with pytest.raises(KeyRefused, match="is for UZ, not for KZ"):
        world.tj.introduce(kz)
    renamed = tuple(msgspec.structs.replace(each, kid="0" * 64) for each in card.keys)
    with pytest.raises(KeyRefused, match="not what its name says"):
        world.tj.introduce(msgspec.structs.replace(card, keys=renamed))
    with pytest.raises(KeyRefused, match="itself"):
        world.uz.introduce(card)
    assert card.fingerprint != kz.fingerprint


def test_a_units_authority_vouches_for_a_node_and_its_word_can_be_taken_back(world: World) -> None:
    folder = world.folder
    make_authority(folder / "ca.pem", folder / "ca.crt", country="UZ", name="Unit CA", at=START, password="pw")  # noqa: S106
    authority = (folder / "ca.crt").read_text()
    kid = world.uz.keyring.current(KeyUse.SIGN)
    until = START + timedelta(days=100)
    issued = issue(
        world.uz.keyring.certificate(kid) or "",
        folder / "ca.pem",
        authority,
        at=START,
        until=until,
        password="pw",  # noqa: S106
    )
    assert len(fingerprint(issued).split()) == 16
    with pytest.raises(KeyRefused, match="not trusted"):
        world.uz.keep_certificate(kid, issued)
    for node in (world.uz, world.tj):
        node.trust_authority(authority)
    world.uz.keep_certificate(kid, issued)
    world.tj.introduce(world.uz.card())
    world.tj.revoke_certificate(issued)
    with pytest.raises(KeyRefused, match="revoked"):
        world.tj.introduce(world.uz.card())
    world.clock.pass_(days=101)
    with pytest.raises(KeyRefused, match="good from"):
        world.uz.keep_certificate(kid, issued)


def test_a_key_runs_out_and_says_so(world: World) -> None:
    world.clock.pass_(days=366)
    world.send(world.uz, COMPLETE)
    with pytest.raises(KeyRefused, match="introduce the node again"):
        world.parcels(world.uz)


def test_a_notice_with_a_key_that_has_no_certificate_is_not_taken(world: World) -> None:
    world.uz.new_key(KeyUse.CONNECT)
    kid = world.uz.keyring.current(KeyUse.CONNECT)
    world.uz.store.change("update own_keys set certificate = null where kid = ?", kid)
    world.uz.store.change("update own_keys set retired = null where kid = ?", kid)
    world.uz._announce(KeyUse.CONNECT, kid, (), None)
    assert [each.fault for each in world.carry(world.uz)] == [Fault.FORM]
    assert world.tj.directory.find(kid) is None
