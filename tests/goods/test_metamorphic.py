"""The same goods written differently are the same goods: units, decimals, capitals, order of words, language."""

import re
from collections.abc import Callable

import pytest

from darvoza.goods import ControlList, Outcome, identify_text

_SWAPS = [
    (r"(\d+(?:\.\d+)?) ?GPa\b", 1000.0, "MPa"),
    (r"(\d+(?:\.\d+)?) ?MPa\b", 1.0, "N/mm2"),
    (r"(\d+(?:\.\d+)?) ?mm\b", 0.1, "cm"),
    (r"(\d+(?:\.\d+)?) ?m3/h\b", 1000.0, "l/h"),
    (r"(\d+(?:\.\d+)?) ?kPa\b", 0.01, "bar"),
    (r"(\d+(?:\.\d+)?) ?(?:L|litres|l)\b(?!/)", 0.001, "m3"),
    (r"(\d+(?:\.\d+)?) ?kW\b", 1000.0, "W"),
    (r"(\d+(?:\.\d+)?) ?kV\b", 1000.0, "V"),
    (r"(\d+(?:\.\d+)?) ?TBq\b", 1000.0, "GBq"),
    (r"(\d+(?:\.\d+)?) ?um\b", 0.001, "mm"),
    (r"(\d+(?:\.\d+)?) ?min\b", 60.0, "s"),
    (r"(\d+(?:[.,]\d+)?) ?МПа", 0.001, "ГПа"),
    (r"(\d+(?:[.,]\d+)?) ?мм\b", 0.1, "см"),
    (r"(\d+(?:[.,]\d+)?) ?кВт\b", 1000.0, "Вт"),
    (r"(\d+(?:[.,]\d+)?) ?м3/ч", 1000.0, "л/ч"),
    (r"(\d+(?:[.,]\d+)?) ?кВ\b", 1000.0, "В"),
]


def _units(text: str) -> str:
    """Every quantity in another unit; ranges and lists are left as they are."""
    if re.search(r"\d ?[-–x] ?\d|\d, \d", text):
        return text
    done = text
    for pattern, factor, unit in _SWAPS:
        if unit in done:
            continue

        def swap(match: re.Match[str], factor: float = factor, unit: str = unit) -> str:
            value = float(match[1].replace(",", ".")) * factor
            return f"{value:.10g} {unit}".replace(".", "," if re.search("[а-я]", unit) else ".")

        done = re.sub(pattern, swap, done)
    return done


def _order(text: str) -> str:
    """What is said after the name, in the opposite order."""
    first, *rest = text.split(", ")
    return ", ".join([first, *reversed(rest)])


def _russian_capitals(text: str) -> str:
    """All in capitals, as on many forms; not where capitals tell units apart."""
    return text if re.search(r"\d ?(?:[mMмМ](?:W|Вт|V|J|В|Дж))\b", text) else text.upper()


def _mixed(text: str) -> str:
    """Letters of the other alphabet that look the same, within words of six letters and more."""
    twins = str.maketrans("аеорсх", "aeopcx") if re.search("[а-я]", text) else str.maketrans("aeopcx", "аеорсх")
    return re.sub(r"[^\W\d_]{6,}", lambda match: match.group()[0] + match.group()[1:].translate(twins), text)


_WAYS: dict[str, Callable[[str], str]] = {
    "units": _units,
    "order": _order,
    "capitals": _russian_capitals,
    "mixed alphabets": _mixed,
    "no-break spaces": lambda text: text.replace(" ", "\N{NO-BREAK SPACE}"),
    "more words": lambda text: f"{text}, new, invoice 2024-15, in wooden cases",
}


@pytest.mark.parametrize("way", _WAYS)
def test_the_outcome_does_not_depend_on_how_goods_are_written(control: ControlList, way: str) -> None:
    changed = []
    for entry in control.entries:
        for example in entry.spec.tests:
            text = _WAYS[way](example.text)
            if text == example.text:
                continue
            before, after = (_outcome(control, entry.id, one) for one in (example.text, text))
            if before is not after:
                changed.append((entry.id, text, before, after))
    assert not changed


_THRESHOLDS = [
    ("dual-1c202-aluminium-alloy", "Aluminium alloy 7075 bar, OD 100 mm, UTS {} MPa", 459, 460),
    ("dual-1c202-aluminium-alloy", "Aluminium alloy 7075 bar, OD {} mm, UTS 500 MPa", 75, 75.1),
    ("dual-1c202-titanium-alloy", "Титановый пруток ВТ6, диаметр {} мм, предел прочности 950 МПа", 75, 76),
    ("dual-1c216-maraging-steel", "Maraging steel bar, diameter 100 mm, UTS {} MPa", 1949, 1950),
    ("dual-2b350-valve", "PTFE lined valve DN{}", 10, 15),
    ("dual-2b350-pump", "Насос с магнитной муфтой, фторопласт, подача {} м3/ч", 0.6, 0.7),
    ("dual-2b350-reactor", "Glass-lined reactor, volume {} l", 100, 101),
    ("dual-2b352-fermenter", "Биореактор {} л", 19, 20),
    ("dual-2b204-isostatic-press", "Isostatic press, pressure {} MPa, chamber diameter 200 mm", 68, 69),
    ("dual-2b116-vibration-test", "Вибростенд электродинамический, усилие {} кН", 49, 50),
    ("dual-3a225-frequency-changer", "Three-phase inverter 5 kW, output frequency {} Hz, stability 0.1 %", 599, 600),
    ("dual-3a233-mass-spectrometer", "ICP-MS, mass range 2-{} amu", 229, 230),
    ("dual-3a001-analogue-digital-converter", "ADC 16 bit, {} MSPS", 65, 66),
    ("dual-6a003-thermal-camera", "Тепловизор, микроболометр, частота кадров {} Гц", 9, 9.1),
    ("dual-6a203-high-speed-camera", "High-speed camera {} fps, exposure 1 us", 225000, 225001),
    ("dual-9a012-unmanned-aircraft", "БПЛА, продолжительность полёта {} мин", 29, 60),
    ("dual-9a112-spraying-drone", "Agricultural drone, spray tank {} l", 20, 21),
    ("dual-1c240-nickel-powder", "Nickel powder 99.5 %, particle size {} um", 10, 9.9),
    ("chem-thiodiglycol", "Thiodiglycol, concentration {} %", 30, 31),
    ("explosive-precursor-hydrogen-peroxide", "Перекись водорода {} %", 12, 13),
    ("source-caesium-137", "Caesium-137 source, activity {} GBq", 999, 1000),
]


@pytest.mark.parametrize(("entry", "text", "short", "over"), _THRESHOLDS)
def test_one_step_over_the_limit_changes_the_outcome(
    control: ControlList, entry: str, text: str, short: float, over: float
) -> None:
    assert _outcome(control, entry, text.format(short)) is Outcome.DOES_NOT_MEET
    assert _outcome(control, entry, text.format(over)) is Outcome.MEETS


def _outcome(control: ControlList, entry: str, text: str) -> Outcome | None:
    return next((one.outcome for one in identify_text(text, entries=control) if one.entry == entry), None)
