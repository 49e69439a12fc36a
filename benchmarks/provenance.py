"""What it costs to remember, for every field, the bytes it was read from: CUSCAR with and without."""

import json
import random
import time

from darvoza.intake import Context, Message, read_message

_TRADERS = ("SAMSUN TEKSTIL", "NUR ALUMINIY", "PAMIR TRADE", "ZARAFSHON AGRO", "ORION MACHINERY", "XATLON PAXTA")
_STREETS = ("RUDAKIY", "NAVOIY", "SOMONIY", "MUSTAQILLIK", "BUYUK IPAK YOLI")
_GOODS = ("COTTON YARN NE 30", "BALL BEARINGS 6204", "DON?'T TIP?+FRAGILE CERAMIC TILES", "LED LAMPS", "DRIED APRICOTS")
_PLACES = ("UZTAS", "UZTMZ", "TJDYU", "AFHEA", "IRBND", "CNURC", "KZALA")
_COUNTRIES = ("UZ", "TJ", "AF", "IR", "CN", "KZ", "TR")
_ROUNDS = 3


def manifest(consignments: int, seed: int = 20261121) -> bytes:
    """One CUSCAR interchange with this many consignments of three parties and one goods item each, always the same."""
    chance = random.Random(seed)

    def party(role: str) -> str:
        return (
            f"NAD+{role}+{chance.randrange(10**8):08d}:160:ZZZ++{chance.choice(_TRADERS)} {chance.randrange(99)}:LLC"
            f"+{chance.choice(_STREETS)} {chance.randrange(200)}+TOSHKENT++{chance.randrange(10**6):06d}"
            f"+{chance.choice(_COUNTRIES)}'"
        )

    segments = [
        "UNH+1+CUSCAR:D:95B:UN'BGM+785+MNF2026000117+9'DTM+137:202611210852:203'NAD+MS+RAIL:172:20'",
        "TDT+20+1423+2++UTY:172:20:TEMIRYOL+++94012345:146::TRAIN 1423:UZ'",
        "LOC+60+UZTMZ::139'DTM+132:202611290330:203'",
    ]
    for number in range(1, consignments + 1):
        mass = chance.randrange(100, 28_000)
        segments.append(
            f"CNI+{number}+BL{number:09d}'RFF+BM:BL{number:09d}'CNT+7:{mass}:KGM'CNT+11:{chance.randrange(1, 900)}'"
            f"LOC+9+{chance.choice(_PLACES)}:139:6'LOC+11+{chance.choice(_PLACES)}:139:6'"
            f"LOC+8+{chance.choice(_PLACES)}:139:6'GIS+23'{party('CZ')}{party('CN')}{party('N1')}"
            f"GID+1+{chance.randrange(1, 900)}:CT'FTX+AAA+++{chance.choice(_GOODS)}'MEA+AAE+G+KGM:{mass}'"
            f"SGP+MSCU{chance.randrange(10**7):07d}+{chance.randrange(1, 900)}'"
            f"PCI+24+SHIP{chance.randrange(10**4):04d}'",
        )
    body = "".join(segments)
    counted = body.replace("?'", "").count("'") + 1
    return f"UNA:+.? 'UNB+UNOA:3+UTY+CUSTOMSUZ+261121:0852+REF1'{body}UNT+{counted}+1'UNZ+1+REF1'".encode()


def run(consignments: int = 10_000) -> dict[str, float]:
    """Consignments read a second with and without provenance, and what it costs as a share of processor time.

    The best of several rounds, alternating, so that a busy machine weighs on both alike.
    """
    message = Message.of("manifest.edi", manifest(consignments))
    best = {True: float("inf"), False: float("inf")}
    for _ in range(_ROUNDS):
        for provenance in (True, False):
            start = time.process_time()
            receipt, _ = read_message(message, Context(provenance=provenance))
            best[provenance] = min(best[provenance], time.process_time() - start)
            if receipt.problems or receipt.consignments != consignments:
                raise RuntimeError(f"the benchmark's own message was not read whole: {receipt.problems[:1]}")
    return {
        "consignments": consignments,
        "megabytes": round(len(message.data) / 1e6, 2),
        "consignments_per_second": round(consignments / best[True]),
        "consignments_per_second_without_provenance": round(consignments / best[False]),
        "cost_of_provenance": round(best[True] / best[False] - 1, 3),
    }


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
