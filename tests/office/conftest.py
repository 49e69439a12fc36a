"""A small run as `darvoza assess --out` leaves it, and a browser that reads it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pytest
from django.test import Client

from darvoza.assess import ASSESSMENT_SCHEMA
from darvoza.intake import Problem, Receipt, Status
from darvoza.office import create_office
from darvoza.office.run import IN_REQUEST, Run

POSTS = ("UZGSK", "UZAVY", "UZKEL", "TJNPJ")
MODES = ("road", "air", "rail", "road")
GOODS = (
    ("Citric acid, food grade, 25 kg bags", "2918140000", "QINGDAO BRIGHT CHEMICALS CO., LTD", "ООО «Пахтаобод Савдо»"),
    (
        "Pressure transducers, ceramic, with flanges",
        "9026204000",
        "Shenzhen Harbour Trading Ltd",
        "Samarqand Texnika MChJ",
    ),
    ("Ткани хлопчатобумажные, отбеленные", "5208210000", "Ivanovo Tekstil", "Хуҷанд Бофанда"),
    ("Hydrofluoric acid 70%, drums", "2811110000", "Gulf Solvents FZE", "Fergana Glass JV"),
)


def make_signal(number: int = 0, **changes: object) -> dict[str, Any]:
    """One signal of several kinds, as it stands in an assessment."""
    kinds = (
        {
            "kind": "control entry",
            "id": "1C350.d",
            "typology": "cbrn",
            "weight": 0.9,
            "mandatory": True,
            "subject": "goods[0]",
            "reason": "{name} may meet control entry {entry}",
            "evidence": [
                {"name": "name", "value": "hydrogen fluoride"},
                {"name": "entry", "value": "1C350.d.14"},
                {"name": "cas_number", "value": "7664-39-3"},
            ],
        },
        {
            "kind": "party match",
            "id": "own list",
            "typology": "sanctions",
            "weight": 0.62,
            "mandatory": False,
            "subject": "parties[1]",
            "reason": "{declared} is like {listed} on {list}",
            "evidence": [
                {"name": "declared", "value": "Gulf Solvents FZE"},
                {"name": "listed", "value": "GULF SOLVENT F.Z.E."},
                {"name": "list", "value": "own list"},
            ],
        },
        {
            "kind": "indicator",
            "id": "X-NO-LONGER-KNOWN",
            "typology": "revenue",
            "weight": 0.15,
            "mandatory": False,
            "subject": "consignment",
            "reason": "Declared at {value} a kilogram, peers at {peers}",
            "evidence": [{"name": "value", "value": "0.4"}, {"name": "peers", "value": None}],
        },
        {
            "kind": "indicator",
            "id": "X-ROUTE",
            "typology": "proliferation",
            "weight": 0.3,
            "mandatory": False,
            "subject": "consignment",
            "reason": "Goes through {country}, away from the way from origin to destination",
            "evidence": [{"name": "country", "value": "AE"}],
        },
    )
    made = kinds[number % len(kinds)] | changes
    return made | {"text": f"told when the run was made: {made['reason']}"}


def make_assessment(number: int, *, selected: bool, **changes: object) -> dict[str, Any]:
    """One assessment; ``number`` decides post, mode, goods and signals."""
    at = number % len(POSTS)
    goods, hs_code, consignor, consignee = GOODS[at]
    signals = [make_signal(number + each) for each in range(at + 1)] if number % 5 else []
    typologies = sorted({each["typology"]: each["weight"] for each in signals}.items(), key=lambda pair: -pair[1])
    ground = "random" if not signals else "mandatory" if any(each["mandatory"] for each in signals) else "risk"
    made: dict[str, Any] = {
        "id": f"9f86d081884c-{number}",
        "message": "9f86d081884c",
        "reference": f"CMR-2026-{number:05}",
        "lodgement": "manifest",
        "mode": MODES[at],
        "flow": "import",
        "office": POSTS[at],
        "arrival": datetime(2026, 11, 20, 8) + timedelta(minutes=7 * number),  # noqa: DTZ001 - times are as filed
        "means_id": f"01 {number:03} KZA",
        "country_of_dispatch": "CN",
        "country_of_destination": "UZ",
        "packages": 40 + number,
        "gross_mass_kg": 1250.5 + number,
        "value": 18000.0,
        "currency": "USD",
        "consignor": consignor,
        "consignee": consignee,
        "goods": goods,
        "hs_codes": [hs_code],
        "score": max((each["weight"] for each in signals), default=0.0),
        "typologies": [{"typology": name, "score": weight} for name, weight in typologies],
        "mandatory": ground == "mandatory",
        "selected": selected,
        "ground": ground if selected else "released",
        "rank": number + 1 if selected else None,
        "probability": 0.031 if ground == "random" else None,
        "measure": "physical examination" if selected else "release",
        "signals": signals,
        "missing": ["IND-1: goods.net_mass_kg", "IND-2: consignments.value or goods.value"],
        "versions": [{"name": "darvoza", "version": "0.1"}, {"name": "control entries", "version": "2026-11"}],
    }
    return made | changes


def make_receipt(number: int, status: Status, problems: int = 0, **changes: object) -> Receipt:
    """The account of one message with so many problems."""
    found = tuple(
        Problem(
            where=f"byte {812 + each}, CNI {each}",
            field="country",
            value="UZB",
            rule="{value} is not a country.",
            advice="Use two letters.",
        )
        for each in range(problems)
    )
    given = {
        "id": f"{number:012x}",
        "path": f"messages/cuscar-{number:03}.edi",
        "size": 20_480,
        "sha256": f"{number:064x}",
        "format": None if status is Status.QUARANTINED else "cuscar",
        "status": status,
        "consignments": 0 if status is Status.QUARANTINED else 4,
        "problems": found,
    }
    return Receipt(**(given | changes))


def write_run(folder: Path, assessments: Sequence[dict[str, Any]], receipts: Sequence[Receipt] = ()) -> Path:
    """Writes the files of a run."""
    folder.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(assessments, schema=ASSESSMENT_SCHEMA).write_parquet(folder / "assessments.parquet")
    (folder / "receipts.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(receipts))
    return folder


@pytest.fixture(scope="session")
def shift(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shift of 120 stops and 130 released, and 63 messages."""
    rows = [make_assessment(number, selected=number < 120) for number in range(250)]
    receipts = [
        *(make_receipt(number, Status.ACCEPTED) for number in range(58)),
        make_receipt(58, Status.PARTLY_ACCEPTED, 2),
        make_receipt(59, Status.PARTLY_ACCEPTED, 120),
        make_receipt(60, Status.QUARANTINED, 1),
        make_receipt(0x9F86D081884C, Status.ACCEPTED, consignments=250, path="messages/whole-shift.csv"),
        make_receipt(62, Status.ACCEPTED, consignments=0, note="An acknowledgement: it holds no consignment."),
    ]
    return write_run(tmp_path_factory.mktemp("shift"), rows, receipts)


def look(folder: Path) -> Client:
    """A browser on this machine, looking at the run in a folder."""
    create_office(folder)
    return Client(**{IN_REQUEST: Run(folder), "SERVER_NAME": "127.0.0.1"})


@pytest.fixture
def browser(shift: Path) -> Client:
    """A browser looking at the shift."""
    return look(shift)


@pytest.fixture
def open_run(tmp_path: Path) -> Callable[..., Client]:
    """Writes a run of these assessments and receipts and gives a browser looking at it."""

    def opened(assessments: Sequence[dict[str, Any]], receipts: Sequence[Receipt] = ()) -> Client:
        return look(write_run(tmp_path, assessments, receipts))

    return opened


@pytest.fixture
def open_folder() -> Callable[[Path], Client]:
    """Gives a browser looking at whatever is in a folder."""
    return look


@pytest.fixture
def signal() -> Callable[..., dict[str, Any]]:
    """Makes a signal."""
    return make_signal


@pytest.fixture
def assessment() -> Callable[..., dict[str, Any]]:
    """Makes an assessment."""
    return make_assessment


@pytest.fixture
def receipt() -> Callable[..., Receipt]:
    """Makes a receipt."""
    return make_receipt
