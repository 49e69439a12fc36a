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
    "glued units": lambda text: re.sub(r"(\d) (?=(?:[MG]Pa|mm|k[WV]|[kMG]?Hz|МПа|ГПа|мм|кВт|кВ|к?Гц)\b)", r"\1", text),
    "data sheet": lambda text: re.sub(
        r"([^\W\d_]{3,}) (?=\d[\d.,]* ?(?:[MG]Pa|mm|k[WV]|GHz|МПа|мм|кВт)\b)", r"\1: ", text
    ),
    "semicolons": lambda text: text.replace(", ", "; "),
    "lines of a table": lambda text: text.replace(", ", " | "),
    "dash after the name": lambda text: text.replace(", ", " - ", 1),
    "grouped thousands": lambda text: re.sub(r"(?<![\d.,])(\d{1,3})(\d{3})(?= [^\W\d_])(?! г\b)", r"\1 \2", text),
    "decimal comma": lambda text: re.sub(r"(?<=\d)\.(?=\d)", ",", text),
    "superscripts": lambda text: re.sub(r"(?<=[mм])([23])\b", lambda m: "²³"[int(m[1]) - 2], text),
    "a heading before": lambda text: f"Description: {text}",
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
    ("dual-6a005-cw-laser", "DPSS laser, wavelength 532 nm, output power {} W", 50, 151),
    ("dual-6a005-cw-laser", "Лазер непрерывный, длина волны 1900 нм, мощность {} Вт, одномодовый", 1, 1.1),
    ("dual-6a005-pulsed-laser", "Pulsed laser 1064 nm, pulse energy {} J, 10 ns, 1 Hz, multimode", 4, 4.1),
    ("dual-6a005-laser-diode", "Laser diode bar, 940 nm, {} W", 100, 101),
    ("dual-6a005-co2-laser", "CO2-лазер, мощность {} кВт", 15, 15.1),
    ("dual-6a005-excimer-laser", "KrF excimer laser, output power {} W, pulse energy 1 J", 500, 501),
    ("dual-6a001-hydrophone", "Hydrophone, sensitivity {} dB, operating depth 500 m", -180, -179),
    ("dual-6a001-active-sonar", "Гидролокатор, частота 100 кГц, дальность обнаружения {} м", 5120, 5121),
    ("dual-6a001-doppler-log", "Doppler velocity log, accuracy {} %", 1, 0.9),
    ("dual-6a003-high-speed-camera", "Streak camera, time resolution {} ns, 100 fps", 50, 49),
    ("dual-3a001-digital-analogue-converter", "DAC 14 bit, {} MSPS", 1250, 3501),
    ("dual-3a001-programmable-logic", "FPGA, {} user I/O, aggregate bandwidth 100 Gb/s", 700, 701),
    ("dual-3a001-microwave-transistor", "GaN HEMT transistor, 10 GHz, output power {} dBm", 41, 42),
    ("dual-3a001-microwave-amplifier", "Твердотельный усилитель, 8-12 ГГц, выходная мощность {} Вт", 50, 51),
    ("dual-3a001-mmic-amplifier", "MMIC amplifier, frequency range 8-12 GHz, output power {} W", 5, 5.1),
    ("dual-3a001-angular-encoder", "Rotary encoder, accuracy {} arcsec", 1.1, 1),
    ("dual-3a002-oscilloscope", "Осциллограф, полоса пропускания {} ГГц", 59, 60),
    ("dual-3a002-network-analyser", "Vector network analyzer, up to {} GHz, output power 1 uW", 110, 111),
    ("dual-3a228-switch-module", "HV switch module, peak voltage 5 kV, peak current {} A, turn-on time 1 us", 499, 500),
    ("dual-7a002-gyro", "Gyroscope, bias stability {} deg/h, angle random walk 0.1 deg/√h, range 300 deg/s", 0.5, 0.49),
    ("dual-7a101-missile-accelerometer", "Navigation accelerometer, bias {} ug, scale factor 500 ppm", 1250, 1249),
    ("dual-2b001-machine-tool", "CNC lathe, unidirectional repeatability {} um, travel 600 mm", 1, 0.9),
    ("dual-2b206-coordinate-measuring-machine", "Координатно-измерительная машина, погрешность {} мкм", 1.8, 1.7),
    ("dual-2b225-manipulator", "Hot cell manipulator, wall thickness {} m", 0.5, 0.6),
    ("dual-2b232-light-gas-gun", "Light gas gun, velocity {} km/s", 1.4, 1.5),
    ("dual-2b233-scroll-pump", "Bellows-sealed scroll pump, {} m3/h", 49, 50),
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
