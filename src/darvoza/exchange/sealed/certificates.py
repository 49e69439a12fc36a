"""Certificates: which administration a key belongs to, said by the node itself or by the unit's certificate authority.

A node's own certificate is trusted because its fingerprint was compared by telephone; one from an authority because the
authority is. Certificates are X.509 with Ed25519 keys; revoked ones are known by issuer and serial number.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from darvoza.exchange.sealed.keys import KeyRefused, read_private, write_private

_EARLIER: Final = timedelta(hours=1)
_AUTHORITY_LIFE: Final = timedelta(days=5 * 365)


def make_authority(
    key: Path, certificate: Path, *, country: str, name: str, at: datetime, password: str | None
) -> None:
    """A unit's certificate authority: its private key in one file, its certificate in another.

    Raises:
        FileExistsError: there is a key file already.
    """
    private = Ed25519PrivateKey.generate()
    subject = _subject(country, name)
    built = (
        _begun(subject, subject, private.public_key(), at, at + _AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .sign(private, None)
    )
    write_private(key, private, password)
    certificate.write_bytes(built.public_bytes(Encoding.PEM))


def certify(
    public: Ed25519PublicKey,
    *,
    country: str,
    name: str,
    at: datetime,
    until: datetime,
    signer: Ed25519PrivateKey,
    authority: str | None = None,
) -> str:
    """A certificate (PEM) that a key belongs to this administration: signed by itself, or by an authority."""
    subject = _subject(country, name)
    issuer = subject if authority is None else x509.load_pem_x509_certificate(authority.encode()).subject
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH])
    built = (
        _begun(subject, issuer, public, at, until)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(x509.BasicConstraints(ca=authority is None, path_length=None), critical=True)
        .add_extension(_usage(authority=authority is None), critical=True)
        .add_extension(purposes, critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host_of(country))]), critical=False)
        .sign(signer, None)
    )
    return built.public_bytes(Encoding.PEM).decode()


def issue(
    request: str, authority_key: Path, authority: str, *, at: datetime, until: datetime, password: str | None
) -> str:
    """A certificate (PEM) from the authority for the key and name of a node's own certificate.

    Raises:
        KeyRefused: the request or the authority's key is not what it should be.
    """
    asked = _certificate(request)
    private = read_private(authority_key, password)
    public = asked.public_key()
    if not isinstance(private, Ed25519PrivateKey) or not isinstance(public, Ed25519PublicKey):
        raise KeyRefused("a certificate is made with Ed25519 keys")
    country, name = subject_of(request)
    return certify(public, country=country, name=name, at=at, until=until, signer=private, authority=authority)


def check_certificate(
    pem: str,
    *,
    country: str,
    x: bytes,
    at: datetime,
    authorities: Iterable[str] = (),
    revoked: Iterable[tuple[str, str]] = (),
) -> bool:
    """Whether a certificate is for this key and country and good now: True from an authority, False by itself.

    ``revoked`` are issuers and serial numbers.

    Raises:
        KeyRefused: it is not; says why.
    """
    found = _certificate(pem)
    public = found.public_key()
    if not isinstance(public, Ed25519PublicKey) or public.public_bytes_raw() != x:
        raise KeyRefused("the certificate is for another key")
    if subject_of(pem)[0] != country:
        raise KeyRefused(f"the certificate is for {subject_of(pem)[0]}, not for {country}")
    if not found.not_valid_before_utc <= at <= found.not_valid_after_utc:
        raise KeyRefused(f"the certificate is good from {found.not_valid_before_utc} to {found.not_valid_after_utc}")
    if (found.issuer.rfc4514_string(), str(found.serial_number)) in set(revoked):
        raise KeyRefused("the certificate was revoked")
    if found.issuer == found.subject:
        _signed_by(found, found)
        return False
    for authority in map(_certificate, authorities):
        if authority.subject == found.issuer:
            _signed_by(found, authority)
            return True
    raise KeyRefused(f"the certificate's authority is not trusted here: {found.issuer.rfc4514_string()}")


def host_of(country: str) -> str:
    """The name by which a node proves itself on a connection, wherever it is reached.

    >>> host_of("UZ")
    'uz.darvoza.internal'
    """
    return f"{country.lower()}.darvoza.internal"


def fingerprint(pem: str) -> str:
    """The SHA-256 of a certificate, in groups of four to be read out by telephone."""
    digits = _certificate(pem).fingerprint(SHA256()).hex()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def subject_of(pem: str) -> tuple[str, str]:
    """The country and name that a certificate is for.

    Raises:
        KeyRefused: it names none.
    """
    subject = _certificate(pem).subject
    named = [subject.get_attributes_for_oid(oid) for oid in (NameOID.COUNTRY_NAME, NameOID.COMMON_NAME)]
    if not all(named):
        raise KeyRefused("the certificate names no country or no node")
    country, name = (str(each[0].value) for each in named)
    return country, name


def serial_of(pem: str) -> tuple[str, str]:
    """Issuer and serial number, by which a certificate is revoked."""
    found = _certificate(pem)
    return found.issuer.rfc4514_string(), str(found.serial_number)


def _certificate(pem: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError as error:
        raise KeyRefused("what was given is no certificate") from error


def _signed_by(found: x509.Certificate, issuer: x509.Certificate) -> None:
    try:
        found.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError) as error:
        raise KeyRefused("the certificate's signature does not hold") from error


def _subject(country: str, name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, country), x509.NameAttribute(NameOID.COMMON_NAME, name[:64])]
    )


def _begun(
    subject: x509.Name, issuer: x509.Name, public: Ed25519PublicKey, at: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _EARLIER)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
