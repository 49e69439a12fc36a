"""How to examine: steps of each technique, where to look, what can harm, and what to tick off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from darvoza.goods import ControlList
from darvoza.language import Language

_UNLOADING: Final = (
    "Check that seals, numbers and doors are as declared before anything is opened.",
    "Unload in rows; keep what was behind the first rows apart from what stood at the doors.",
    "Count packages, weigh a sample of them, and open those that differ in weight, tape or marks.",
    "Compare plates, model and serial numbers with the documents and photograph them.",
    "Measure the empty space inside against the outside.",
)

STEPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "document check": (
            "Compare invoice, packing list and transport document with each other and with the declaration.",
            "Ask for the licence, the end-user statement or the technical sheet where the goods may need one.",
            "Call or look up the consignee where the address or the business does not fit the goods.",
        ),
        "scan": (
            "Have everybody leave the vehicle and the beam's safety zone.",
            "Scan the whole length, cab and chassis included; a second view from the side where the load is dense.",
            "Compare the picture with the declared goods: density, shape, even rows, empty spaces that should be full.",
            "Mark each spot that does not fit, keep the picture, and open the load there.",
        ),
        "canine search": (
            "Switch off engines and let the load air for a few minutes; nobody smokes or eats nearby.",
            "Let the handler lead: outside and seams first, then the open doors, then packages set apart.",
            "Where the dog shows interest, mark the spot and have a second dog or a swab before it is opened.",
        ),
        "radiation check": (
            "Measure the background away from the load, then walk slowly around it, the detector at one metre.",
            "Where the reading is more than twice the background, go no nearer: note reading, place and distance.",
            "Identify the isotope from where it is safe. Ceramics, fertiliser and medical goods can alarm by nature.",
        ),
        "physical examination": _UNLOADING,
        "sampling": (
            "Do not open what a control entry below says only a specialist opens.",
            "Take samples from several packages, from different depths; clean tools for each.",
            "Fill three containers alike: laboratory, reserve, and the party's own; seal, label and sign each.",
            "Write seal numbers and the number of samples in the result, and hand them over against signature.",
        ),
        "hold for licence": (
            "The goods stay under seal where they are; nothing is opened beyond what the documents need.",
            "Ask the declarant for the licence or for the licensing authority's answer that none is needed.",
            "Compare the licence with the goods: entry, quantity, value, parties, end use, validity.",
        ),
    }
)
"""What an inspector does, by measure."""

Place = tuple[tuple[int, int], str, tuple[str, ...]]

_SEALS: Final = "Seal numbers, tightness and fastening: twist, tug, look for glue and for painted bolts."
_FLOOR: Final = "Floor: fresh boards or screws, a step at the doors, a hollow sound."
_ROOF: Final = "Roof and ceiling: height inside against outside, fresh paint or sealant."
_SIDES: Final = "Side walls: repairs, hollow corrugations, panels that sound different."
_FRONT: Final = "Front wall: measure the inside length; a false wall stands here."

_BOX: Final = (
    ((508, 96), _SEALS, ()),
    ((445, 60), "Doors: hinges, rivets and locking bars that were taken off and put back.", ("doors",)),
    ((92, 70), _FRONT, ("front-wall",)),
    ((270, 74), _SIDES, ()),
    ((270, 30), _ROOF, ("roof",)),
    ((350, 128), _FLOOR, ("floor",)),
    ((190, 150), "Underneath: beams, corner castings, boxes welded on.", ()),
)
WHERE: Final[Mapping[str, tuple[Place, ...]]] = MappingProxyType(
    {
        "road": (
            ((66, 84), "Cab: bunk, roof lining, behind the dashboard, door panels.", ("cab-floor", "sleeping-berth")),
            (
                (140, 132),
                "Fuel and air tanks: knock for the level, look for fresh welds and clean bolts.",
                ("fuel-tanks",),
            ),
            ((192, 74), _FRONT, ("front-wall",)),
            ((340, 24), _ROOF, ("roof",)),
            ((340, 74), _SIDES, ()),
            ((300, 116), _FLOOR, ("floor",)),
            ((420, 146), "Chassis: beams, spare wheel, pallet box, wheels of another size.", ("spare-wheel",)),
            ((532, 84), _SEALS, ()),
        ),
        "rail": (
            ((532, 84), _SEALS, ()),
            ((300, 74), _SIDES, ()),
            ((300, 24), "Roof hatches, vents and the space above the load.", ("roof",)),
            ((180, 116), _FLOOR, ("floor",)),
            ((70, 84), "End walls and platforms: boxes, panels, repairs.", ("front-wall",)),
            ((430, 146), "Bogies, battery box and brake gear underneath.", ("wagon-frame",)),
        ),
        "sea": _BOX,
        "river": _BOX,
        "air": (
            ((300, 140), "Pallet base and skids: hollow, thicker or newer than the others.", ()),
            (
                (180, 60),
                "Outer packages of each row: weight against the air waybill, tape that differs.",
                ("lead-box",),
            ),
            ((420, 60), "Middle of the load: what cannot be seen from outside.", ("load-middle", "air-pallet")),
            ((300, 24), "Net, straps and film: opened and closed again.", ()),
            ((520, 100), "Labels and document pouch: old labels underneath, another shipper or airport.", ()),
        ),
        "post": (
            ((300, 140), "Bottom and double walls of the box: measure inside against outside.", ()),
            ((180, 80), "Filling: books, toys, tins and clothing with seams sewn again.", ("luggage",)),
            (
                (430, 60),
                "Label and declaration: sender, receiver, value and weight against what is felt.",
                ("parcels",),
            ),
            ((300, 30), "Tape and seams: opened and closed again.", ()),
        ),
    }
)
"""Where things are hidden, by mode: a spot of the drawing, what to look at there, and which of plans' places it is."""

CHECKLIST: Final[Mapping[str, str]] = MappingProxyType(
    {
        "seals": "Seals and numbers are as declared.",
        "documents": "The documents agree with each other and with the goods.",
        "goods": "Description, HS code and origin fit the goods seen.",
        "quantity": "Packages and mass are as declared.",
        "plates": "Plates, models and serial numbers were compared.",
        "spaces": "Spaces where things are hidden were looked at.",
        "radiation": "Radiation was measured and is normal.",
        "safe": "The load was aired and measured before anybody went in.",
        "samples": "Samples were sealed, labelled and signed for.",
        "resealed": "The consignment was closed and sealed again.",
    }
)
"""What can be ticked off, by key."""

_ASKED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "document check": ("documents", "goods"),
        "scan": ("seals", "documents", "goods", "spaces"),
        "canine search": ("seals", "safe", "spaces", "resealed"),
        "radiation check": ("seals", "radiation", "documents"),
        "physical examination": ("seals", "safe", "documents", "goods", "quantity", "plates", "spaces", "resealed"),
        "sampling": ("seals", "safe", "goods", "samples", "resealed"),
        "hold for licence": ("seals", "documents", "goods"),
    }
)

_CLOSED: Final = (
    "A closed container, trailer or wagon can hold fumigant gas or lack oxygen: look for warning marks, open the doors "
    "fully, let it air, and measure before anybody goes in."
)
_HARMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "drugs": "Wear gloves and a mask near powders; do not smell, taste or stir them. A very small amount of a "
        "synthetic opioid can kill.",
        "precursors": "Chemicals may burn, corrode or react: gloves, eye protection, no sparks, no mixing.",
        "cbrn": "Measure radiation before anything is touched. Unknown powders, liquids and sources stay closed: move "
        "away, upwind, and call specialists.",
        "proliferation": "If you do not know what it is, do not switch it on, take it apart or open its vessels.",
        "arms": "Treat every weapon as loaded and every shell as live: do not handle it, clear the place and call "
        "explosives specialists.",
        "trafficking in persons": "People may be inside. Listen, speak, open with a second officer; air, water "
        "and first aid come before everything else.",
        "waste": "Waste can cut, infect or poison: gloves, boots, and no bare skin.",
        "wildlife": "Living animals bite and carry disease: keep the crate closed until a veterinarian is there.",
        "safety": "Untested goods can burn: batteries and gas bottles apart from heat and from each other.",
    }
)
_UNLOCKING: Final = frozenset({"scan", "canine search", "physical examination", "sampling"})
_PAPERS: Final = frozenset({"document check", "hold for licence"})
_BOXES: Final = frozenset({"road", "rail", "sea", "river"})


@dataclass(frozen=True, slots=True)
class Caution:
    """How to meet goods that a control entry names: how to open them, what can harm, and whom to call.

    ``opening`` is ``normal``, ``care`` or ``specialist``; ``sure`` whether the goods meet the entry or only may.
    """

    title: str
    code: str
    sure: bool
    opening: str
    hazards: tuple[str, ...]
    contact: str


def cautions(determinations: Sequence[Mapping[str, Any]], entries: ControlList, language: Language) -> list[Caution]:
    """What the control entries say that the goods meet or may meet: those for specialists first, each entry once.

    An entry that is not in force any more is passed over.
    """
    found: dict[str, Caution] = {}
    for each in sorted(determinations, key=lambda each: each["outcome"] != "meets"):
        name = each["entry"]
        if name in found or name not in entries.numbers:
            continue
        entry = entries[name]
        advice = entry.advice(language)
        found[name] = Caution(
            title=entry.title(language),
            code=each.get("code") or name,
            sure=each["outcome"] == "meets",
            opening=advice.opening,
            hazards=advice.hazards,
            contact=advice.contact,
        )
    worst = {"specialist": 0, "care": 1}
    return sorted(found.values(), key=lambda each: (worst.get(each.opening, 2), not each.sure))


def hazards(measure: str, mode: str, typologies: Sequence[str]) -> list[str]:
    """What can harm on this examination beside the goods of control entries, the gravest first."""
    said = [_HARMS[each] for each in _HARMS if each in typologies]
    if measure in _UNLOCKING and mode in _BOXES:
        said.append(_CLOSED)
    return said


def steps(measure: str) -> tuple[str, ...]:
    """What the inspector does, step by step; those of unloading for a measure without steps of its own."""
    return STEPS.get(measure, _UNLOADING)


def opens(measure: str) -> bool:
    """Whether something is looked for in the goods or in what carries them, not only in papers."""
    return measure not in _PAPERS


def where(mode: str) -> tuple[Place, ...]:
    """Where to look, with each spot's place in the drawing; that of a container where the mode is not filed."""
    return WHERE.get(mode, _BOX)


def checklist(measure: str) -> list[tuple[str, str]]:
    """What to tick off: keys and statements."""
    return [(key, CHECKLIST[key]) for key in _ASKED.get(measure, _ASKED["physical examination"])]
