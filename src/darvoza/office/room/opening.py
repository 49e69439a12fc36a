"""A training room as an office of its own: its people, its liaison node with a partner, its certificate.

The room is a folder with its own database, secrets, lists, keys and files. What is in it knows no other office, and no
other office knows it.
"""

import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.contrib.auth.hashers import make_password

from darvoza.exchange import Agreement, Node, make_supervisor, parse_agreement, sign_agreement, template
from darvoza.office import clock
from darvoza.office.home import is_training_room, office_home
from darvoza.office.people.models import Membership, Officer, Role, Unit

UNIT: Final = "COURSE"
TRAINER: Final = "trainer"
_TRAINER_ROLES: Final = (Role.TRAINER, Role.ADMINISTRATOR, Role.SUPERVISOR)
_TRAINEE_ROLES: Final = (Role.TRAINEE, Role.LIAISON)
_LANGUAGES: Final = ("tg", "uz", "ru", "uz-Cyrl", "en")
_COUNTRIES: Final = (("First", "UZ", "Customs A"), ("Second", "TJ", "Customs B"))
_WORDS: Final = 3
_KEY_BITS: Final = 2_048
_VALID: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class SignIn:
    """How one person of the room signs in the first time."""

    name: str
    password: str
    full_name: str
    language: str


def furnish(trainees: int, languages: Sequence[str] = _LANGUAGES) -> list[SignIn]:
    """People of a new room: a trainer, and so many trainees, their languages in turn; none where there are some.

    Raises:
        PermissionError: the office is no training room.
    """
    if not is_training_room():
        raise PermissionError("this office does real work: a training room is a folder of its own")
    _make_node()
    if Officer.objects.exists():
        return []
    unit = Unit.objects.create(code=UNIT, name="Training course", training=True)
    found = [_person(unit, TRAINER, "Trainer", languages[-1], _TRAINER_ROLES)]
    for number in range(1, trainees + 1):
        language = languages[(number - 1) % len(languages)]
        found.append(_person(unit, f"trainee{number:02}", f"Trainee {number:02}", language, _TRAINEE_ROLES))
    return found


def _person(unit: Unit, name: str, full_name: str, language: str, roles: Sequence[Role]) -> SignIn:
    password = "-".join(secrets.token_hex(2) for _ in range(_WORDS))
    officer = Officer.objects.create(name=name, full_name=full_name, language=language)
    Officer.objects.filter(pk=officer.pk).update(password=make_password(password))
    Membership.objects.bulk_create([Membership(officer=officer, unit=unit, role=role.value) for role in roles])
    return SignIn(name, password, full_name, language)


def _make_node() -> None:
    """The room's end of the exchange, and a partner to practise with, under an agreement that both have signed."""
    here, there = office_home() / "exchange", office_home() / "partner"
    if here.exists():
        return
    nodes = [
        Node.make(folder, country=country, name=name)
        for folder, (_, country, name) in zip((here, there), _COUNTRIES, strict=True)
    ]
    key = office_home() / "practice-supervisor.pem"
    supervisor = make_supervisor(key, "N. Rahimova")
    signed = sign_agreement(_agreement(), key, "N. Rahimova")
    for node, other in zip(nodes, reversed(nodes), strict=True):
        node.register.trust(supervisor)
        node.register.adopt(signed)
        node.introduce(other.card())
    for node in nodes:
        node.close()


def _agreement() -> Agreement:
    """The model agreement between the two administrations of the room."""
    source = template("bilateral-wco-model")
    for name, country, _ in _COUNTRIES:
        party = f"  - administration: {name} customs administration"
        told = f"{party}\n    country: {country}\n    central_authority: Department of International Relations"
        source = source.replace(party, told)
    source = source.replace("languages: [en]", "languages: [en, ru]") + "\nin_force: 2020-01-01\n"
    return parse_agreement(source, "agreement.yaml")


def certificate_for(host: str) -> tuple[Path, Path]:
    """A certificate of the room's own for its host, and its key, made with the first use.

    Browsers warn of it once, since nobody else has signed it: its fingerprint can be read out to the course.
    """
    certificate, key = office_home() / "room.crt", office_home() / "room.key"
    if certificate.exists():
        return certificate, key
    from cryptography import x509  # noqa: PLC0415 - the extra of the exchange
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - likewise
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - likewise

    private = rsa.generate_private_key(public_exponent=65_537, key_size=_KEY_BITS)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Darvoza training room")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + _VALID)
        .add_extension(x509.SubjectAlternativeName([_named(host)]), critical=False)
        .sign(private, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    text = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key.touch(mode=0o600)
    key.write_bytes(text)
    certificate.write_bytes(made.public_bytes(pem))
    return certificate, key


def _named(host: str):  # type: ignore[no-untyped-def] # noqa: ANN202 - the extra's type, which may be absent
    from cryptography import x509  # noqa: PLC0415 - the extra of the exchange

    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
