"""The register of agreements: each version signed by a supervisor, and none used whose signature does not hold."""

import base64
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from darvoza.exchange.agreements.agreement import Agreement
from darvoza.exchange.messages.forms import canonical
from darvoza.exchange.sealed.keys import KeyRefused, Use, public_x, read_private, thumbprint, write_private
from darvoza.exchange.sealed.log import Event, Log
from darvoza.exchange.store import Store


class AgreementRefused(ValueError):  # noqa: N818 - the agreement is refused
    """An agreement cannot be taken into the register, or used; says why."""


class SignedAgreement(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An agreement with the signature of the supervisor who answers for it; may travel as a JSON file."""

    agreement: Agreement
    signed_by: str
    kid: str
    signed_at: datetime
    signature: str

    def signed_bytes(self) -> bytes:
        """What the signature is over: everything but itself, as canonical JSON."""
        return canonical(msgspec.structs.replace(self, signature=""))


class Supervisor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who signs agreements: a name and the public half of an Ed25519 key."""

    name: str
    x: str

    @property
    def kid(self) -> str:
        """The key's thumbprint."""
        return thumbprint(Use.SIGN, self.x)


def make_supervisor(path: Path, name: str, password: str | None = None) -> Supervisor:
    """A new key for a supervisor, its private half in a file of its own.

    Raises:
        FileExistsError: there is a file already.
    """
    private = Ed25519PrivateKey.generate()
    write_private(path, private, password)
    return Supervisor(name=name, x=public_x(private))


def sign_agreement(
    agreement: Agreement, key: Path, by: str, password: str | None = None, at: datetime | None = None
) -> SignedAgreement:
    """The agreement, signed by the supervisor whose private key is in this file.

    Raises:
        KeyRefused: the file is no such key, or the password is another.
    """
    private = read_private(key, password)
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyRefused(f"the key file {key.name} is not one to sign with")
    unsigned = SignedAgreement(
        agreement=agreement,
        signed_by=by,
        kid=thumbprint(Use.SIGN, public_x(private)),
        signed_at=at or datetime.now(UTC),
        signature="",
    )
    signature = base64.b64encode(private.sign(unsigned.signed_bytes())).decode()
    return msgspec.structs.replace(unsigned, signature=signature)


class Register:
    """The agreements of one node."""

    def __init__(self, store: Store, log: Log, country: str, now: Callable[[], datetime]) -> None:
        self._store = store
        self._log = log
        self._country = country
        self._now = now
        self._checked: dict[tuple[str, int, str], Agreement] = {}

    def trust(self, supervisor: Supervisor) -> None:
        """Take agreements that this supervisor signs."""
        with self._store.transaction():
            self._store.change(
                "insert into supervisors (kid, name, x) values (?, ?, ?) on conflict (kid) do nothing",
                *(supervisor.kid, supervisor.name, supervisor.x),
            )
            self._log.write(Event.SUPERVISOR_TRUSTED, self._now(), supervisor=supervisor.name, key=supervisor.kid)

    def distrust(self, kid: str) -> None:
        """Take nothing more that is signed with this supervisor's key; what was signed with it stops being used."""
        self._store.change("update supervisors set revoked = ? where kid = ?", self._now().isoformat(), kid)
        self._checked.clear()

    def adopt(self, signed: SignedAgreement) -> Agreement:
        """Take a signed agreement into the register.

        Raises:
            AgreementRefused: the signature does not hold, this administration is no party, or the version is not newer.
        """
        agreement = signed.agreement
        self._verify(signed)
        if self._country not in {party.country for party in agreement.parties}:
            raise AgreementRefused(f"{self._country} is no party to {agreement.id}")
        with self._store.transaction():
            row = self._store.one("select max(version) from agreements where id = ?", agreement.id)
            newest = row[0] if row is not None else None
            if newest is not None and agreement.version <= newest:
                raise AgreementRefused(f"{agreement.id} is here in version {newest}; the next has a higher number")
            now = self._now()
            self._store.change(
                "insert into agreements values (?, ?, ?, ?, ?, ?, ?, ?)",
                agreement.id,
                agreement.version,
                canonical(agreement).decode(),
                signed.signed_by,
                signed.kid,
                signed.signed_at.isoformat(),
                signed.signature,
                now.isoformat(),
            )
            detail = {"version": str(agreement.version), "signed_by": signed.signed_by}
            self._log.write(Event.AGREEMENT_ADOPTED, now, agreement=agreement.id, **detail)
        return agreement

    def all(self) -> list[SignedAgreement]:
        """The newest version of every agreement, by id."""
        rows = self._store.all(
            "select *, max(version) from agreements group by id order by id"  # SQLite gives the row of the maximum
        )
        return [self._signed(dict(row)) for row in rows]

    def find(self, id_: str, version: int | None = None) -> Agreement | None:
        """An agreement, in its newest or this version; None when there is none.

        Raises:
            AgreementRefused: what the store holds is not what was signed.
        """
        row = self._store.one(
            "select * from agreements where id = ? and version = coalesce(?, version) order by version desc limit 1",
            *(id_, version),
        )
        if row is None:
            return None
        key = (id_, row["version"], row["document"])
        if key not in self._checked:
            signed = self._signed(dict(row))
            self._verify(signed)
            self._checked[key] = signed.agreement
        return self._checked[key]

    def with_partner(self, partner: str, on: date) -> list[Agreement]:
        """The agreements in force on a day to which this administration and the partner are both parties."""
        found = (signed.agreement for signed in self.all())
        return [
            each
            for each in found
            if partner in {party.country for party in each.parties}
            and each.in_force is not None
            and each.in_force <= on
            and (each.until is None or on <= each.until)
        ]

    def _signed(self, row: dict[str, object]) -> SignedAgreement:
        try:
            agreement = msgspec.json.decode(str(row["document"]), type=Agreement)
        except msgspec.MsgspecError as error:
            raise AgreementRefused(f"{row['id']} cannot be read from the store: {error}") from error
        return SignedAgreement(
            agreement=agreement,
            signed_by=str(row["signed_by"]),
            kid=str(row["kid"]),
            signed_at=datetime.fromisoformat(str(row["signed_at"])),
            signature=str(row["signature"]),
        )

    def _verify(self, signed: SignedAgreement) -> None:
        row = self._store.one("select * from supervisors where kid = ?", signed.kid)
        if row is None or row["revoked"] is not None:
            raise AgreementRefused(
                f"{signed.agreement.id} is signed by nobody whom this node trusts to sign agreements"
            )
        public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(row["x"] + "="))
        try:
            public.verify(base64.b64decode(signed.signature, validate=True), signed.signed_bytes())
        except (InvalidSignature, ValueError) as error:
            raise AgreementRefused(f"{signed.agreement.id} is not what {signed.signed_by} signed") from error
        if signed.signed_by != row["name"]:
            raise AgreementRefused(f"{signed.agreement.id} is signed with the key of {row['name']}")
