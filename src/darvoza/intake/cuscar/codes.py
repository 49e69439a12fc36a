"""What the codes of a CUSCAR message mean in the words of the consignment model.

Codes are those of the UN/EDIFACT directories (https://unece.org/trade/uncefact/unedifact/download), the same from D.95B
to D.21 for all that is used here; the number of each code list stands with its table.
"""

from typing import Final

from darvoza.consignment import EquipmentKind, Flow, Mode, PlaceRole, Role

MODES: Final = {
    "1": Mode.SEA,
    "2": Mode.RAIL,
    "3": Mode.ROAD,
    "4": Mode.AIR,
    "5": Mode.POST,
    "8": Mode.RIVER,
}
"""8067, the modes of UN/ECE Recommendation 19; 6, 7 and 9 (multimodal, pipeline, unknown) have no counterpart."""

STAGES: Final = {"11": 5, "20": 4, "21": 4, "": 3, "12": 2, "13": 2, "14": 2, "2": 2, "1": 1, "10": 1, "30": 1}
"""8051: how well a stage of transport answers what crosses the border; the best one stated is taken."""

ROLES: Final = {
    "CZ": Role.CONSIGNOR,
    "OS": Role.CONSIGNOR,
    "CN": Role.CONSIGNEE,
    "EX": Role.EXPORTER,
    "IM": Role.IMPORTER,
    "SE": Role.SELLER,
    "SU": Role.SELLER,
    "BY": Role.BUYER,
    "DT": Role.DECLARANT,
    "AE": Role.DECLARANT,
    "CB": Role.DECLARANT,
    "CA": Role.CARRIER,
    "RL": Role.CARRIER,
    "GA": Role.CARRIER,
    "GT": Role.CARRIER,
    "FW": Role.FORWARDER,
    "NI": Role.NOTIFY_PARTY,
    "NF": Role.NOTIFY_PARTY,
    "N1": Role.NOTIFY_PARTY,
    "N2": Role.NOTIFY_PARTY,
    "UC": Role.END_USER,
    "UD": Role.END_USER,
    "DR": Role.DRIVER,
}
"""3035, party qualifiers; others (terminals, message senders, banks) play no part in the model."""

PLACES: Final = {
    "10": PlaceRole.ORIGIN,
    "76": PlaceRole.ORIGIN,
    "80": PlaceRole.ORIGIN,
    "88": PlaceRole.ORIGIN,
    "5": PlaceRole.LOADING,
    "9": PlaceRole.LOADING,
    "13": PlaceRole.TRANSIT,
    "49": PlaceRole.TRANSIT,
    "50": PlaceRole.TRANSIT,
    "92": PlaceRole.TRANSIT,
    "153": PlaceRole.TRANSIT,
    "24": PlaceRole.BORDER,
    "41": PlaceRole.BORDER,
    "42": PlaceRole.BORDER,
    "79": PlaceRole.BORDER,
    "87": PlaceRole.BORDER,
    "11": PlaceRole.UNLOADING,
    "12": PlaceRole.UNLOADING,
    "60": PlaceRole.UNLOADING,
    "7": PlaceRole.DESTINATION,
    "8": PlaceRole.DESTINATION,
    "20": PlaceRole.DESTINATION,
    "83": PlaceRole.DESTINATION,
}
"""3227, place qualifiers."""

OFFICES: Final = {"22": 4, "122": 3, "45": 3, "41": 2, "42": 2, "114": 2, "60": 1}
"""3227: customs offices, and the place of arrival, which stands for its office; the best one stated is taken."""

DISPATCH: Final = frozenset({"35", "37", "113"})
DESTINATION: Final = frozenset({"36", "28"})
ORIGIN: Final = "27"
"""3227, countries: of exportation, of ultimate destination, of origin."""

ARRIVAL: Final = {"178": 3, "132": 2, "232": 1}
DEPARTURE: Final = {"136": 3, "186": 3, "133": 2, "189": 1}
LODGED: Final = "137"
"""2005, dates: an actual time is preferred to an estimate, an estimate to a timetable."""

TRANSPORT_DOCUMENTS: Final = {
    "BM": "705",
    "BH": "714",
    "ABH": "714",
    "AWB": "740",
    "HWB": "703",
    "AAM": "700",
    "WY": "720",
    "TB": "730",
    "TI": "952",
}
"""1153, references that are transport documents, to 1001, the kind of document."""

HOUSES: Final = frozenset({"BH", "ABH", "HWB"})
MASTERS: Final = {"MB": "704", "MWB": "741"}
DECLARATIONS: Final = {"ABT": 2, "AAE": 1, "ED": 1}
UCR: Final = frozenset({"UCN"})
"""1153, other references."""

PARTY_REFERENCES: Final = {
    "VA": "VAT",
    "AHP": "TIN",
    "FC": "TIN",
    "XA": "REG",
    "AHO": "REG",
    "ABP": "ID",
    "ADZ": "ID",
}
"""1153, references of a party: the scheme that its identifier is written under."""

FLOWS_BY_DOCUMENT: Final = {
    "830": Flow.EXPORT,
    "833": Flow.EXPORT,
    "929": Flow.IMPORT,
    "930": Flow.IMPORT,
    "933": Flow.IMPORT,
    "820": Flow.TRANSIT,
    "821": Flow.TRANSIT,
    "822": Flow.TRANSIT,
    "950": Flow.TRANSIT,
    "952": Flow.TRANSIT,
}
"""1001, documents that say which way the goods go."""

FLOWS: Final = {"22": Flow.EXPORT, "23": Flow.IMPORT, "24": Flow.TRANSIT, "28": Flow.TRANSIT}
"""7365, processing indicators of goods."""

FLOWS_BY_OFFICE: Final = {"41": Flow.IMPORT, "42": Flow.EXPORT}
"""3227: an office of entry or of exit, where nothing else says which way the goods go."""

VALUES: Final = {
    **dict.fromkeys(("40", "41", "43"), 4),
    **dict.fromkeys(("38", "39", "77"), 3),
    **dict.fromkeys(("63", "121", "123", "141"), 2),
    "44": 1,
}
FREIGHT: Final = frozenset({"64", "135", "144"})
"""5025, amounts: a customs value is preferred to an invoice amount, that to a statistical one."""

GROSS: Final = frozenset({"G", "AAB", "AAD", "AAE", "AAG", "WT", ""})
NET: Final = frozenset({"N", "AAC", "AAF", "AAL"})
VOLUME: Final = frozenset({"AAW", "AAX", "ABJ", "VOL"})
"""6313, what is measured."""

KILOGRAMS: Final = {"KGM": 1.0, "KG": 1.0, "": 1.0, "GRM": 0.001, "TNE": 1000.0, "LBR": 0.45359237}
CUBIC_METRES: Final = {"MTQ": 1.0, "LTR": 0.001, "DMQ": 0.001, "FTQ": 0.028316846592}
"""6411, which are units of UN/ECE Recommendation 20; a mass without one is in kilograms."""

EQUIPMENT: Final = {
    "CN": EquipmentKind.CONTAINER,
    "SW": EquipmentKind.CONTAINER,
    "TE": EquipmentKind.TRAILER,
    "AE": EquipmentKind.TRAILER,
    "CH": EquipmentKind.TRAILER,
    "RR": EquipmentKind.WAGON,
    "RF": EquipmentKind.WAGON,
    "BX": EquipmentKind.WAGON,
    "UL": EquipmentKind.UNIT_LOAD_DEVICE,
}
"""8053, kinds of equipment."""

EMPTY: Final = {"4": True, "5": False, "7": False, "8": False}
"""8169, full or empty."""

PHONES: Final = frozenset({"TE", "AL"})
EMAIL: Final = "EM"
"""3155, channels of communication."""
