"""The Harmonized System's structure: chapters, their sections, and codes cut to heading and subheading.

Source: the structure (numbers and limits of chapters and sections) of the WCO Harmonized System 2022; the short titles
are our own words and have no legal force.
"""

from types import MappingProxyType
from typing import Final

import polars as pl

HS_CHAPTERS: Final = MappingProxyType(
    {
        1: "Live animals",
        2: "Meat",
        3: "Fish and seafood",
        4: "Dairy, eggs, honey",
        5: "Other animal products",
        6: "Live plants, cut flowers",
        7: "Vegetables",
        8: "Fruit and nuts",
        9: "Coffee, tea, spices",
        10: "Cereals",
        11: "Flour, malt, starch",
        12: "Oil seeds, medicinal plants, straw",
        13: "Gums, resins, plant extracts",
        14: "Plaiting materials",
        15: "Fats and oils",
        16: "Prepared meat and fish",
        17: "Sugar and sweets",
        18: "Cocoa and chocolate",
        19: "Bakery and cereal products",
        20: "Prepared vegetables and fruit",
        21: "Other food preparations",
        22: "Drinks, spirits, vinegar",
        23: "Animal feed, food residues",
        24: "Tobacco and nicotine products",
        25: "Salt, stone, cement",
        26: "Ores, slag, ash",
        27: "Mineral fuels and oils",
        28: "Inorganic chemicals, isotopes",
        29: "Organic chemicals",
        30: "Medicines",
        31: "Fertilizers",
        32: "Dyes, paints, inks",
        33: "Perfume and cosmetics",
        34: "Soap, waxes, lubricants",
        35: "Proteins, glues, enzymes",
        36: "Explosives, fireworks, matches",
        37: "Photographic goods",
        38: "Other chemical products",
        39: "Plastics",
        40: "Rubber",
        41: "Raw hides and leather",
        42: "Leather goods, bags",
        43: "Furs",
        44: "Wood and charcoal",
        45: "Cork",
        46: "Basketware",
        47: "Pulp and waste paper",
        48: "Paper and board",
        49: "Printed matter",
        50: "Silk",
        51: "Wool and animal hair",
        52: "Cotton",
        53: "Other plant fibres",
        54: "Man-made filaments",
        55: "Man-made staple fibres",
        56: "Wadding, nonwovens, rope",
        57: "Carpets",
        58: "Special woven fabrics, lace",
        59: "Coated and technical textiles",
        60: "Knitted fabrics",
        61: "Knitted clothing",
        62: "Clothing, not knitted",
        63: "Other textile articles, worn clothing",
        64: "Footwear",
        65: "Headgear",
        66: "Umbrellas, sticks, whips",
        67: "Feathers, artificial flowers, hair",
        68: "Articles of stone and cement",
        69: "Ceramics",
        70: "Glass",
        71: "Pearls, precious stones and metals, coin",
        72: "Iron and steel",
        73: "Articles of iron and steel",
        74: "Copper",
        75: "Nickel",
        76: "Aluminium",
        78: "Lead",
        79: "Zinc",
        80: "Tin",
        81: "Other base metals",
        82: "Tools and cutlery",
        83: "Other articles of base metal",
        84: "Machinery, reactors, computers",
        85: "Electrical and electronic equipment",
        86: "Railway rolling stock, containers",
        87: "Road vehicles",
        88: "Aircraft, drones, spacecraft",
        89: "Ships and boats",
        90: "Optical, measuring and medical instruments",
        91: "Clocks and watches",
        92: "Musical instruments",
        93: "Arms and ammunition",
        94: "Furniture, bedding, lamps",
        95: "Toys, games, sports goods",
        96: "Various manufactured articles",
        97: "Art and antiques",
    },
)
"""Chapter number to a short title of our own. Chapter 77 is reserved and stands for nothing."""

_SECTION_ENDS: Final = (5, 14, 15, 24, 27, 38, 40, 43, 46, 49, 63, 67, 70, 71, 83, 85, 89, 92, 93, 96, 97)
_SHAPE: Final = r"^(0[1-9]|[1-68][0-9]|7[0-689]|9[0-7])[0-9]{2}(?:[0-9]{2,8})?$"
_FILLER: Final = r"[ \t.\u{a0}]"


def hs_section(chapter: int) -> int | None:
    """The section (1 to 21) that a chapter stands in; None if there is no such chapter.

    >>> hs_section(84), hs_section(77)
    (16, None)
    """
    if chapter not in HS_CHAPTERS:
        return None
    return next(section for section, end in enumerate(_SECTION_ENDS, start=1) if chapter <= end)


def hs_digits(code: pl.Expr) -> pl.Expr:
    """The code as filed without blanks and points between its digits (``8401.30`` becomes ``840130``)."""
    return code.str.replace_all(_FILLER, "")


def is_hs_shape(code: pl.Expr) -> pl.Expr:
    """Whether a filed code can be an HS code: a chapter 01 to 97 except 77, and 4 or 6 to 12 digits in all.

    Blanks and points between digits are ignored. Null where the code is missing. That a code has the shape does not
    mean that it exists. Source: HS Convention, Article 3, for what states may add after the six digits.

    >>> codes = pl.DataFrame({"hs_code": ["8401.30", "770100", "84", None]})
    >>> codes.select(is_hs_shape(pl.col("hs_code")))["hs_code"].to_list()
    [True, False, False, None]
    """
    return hs_digits(code).str.contains(_SHAPE)


def _cut(code: pl.Expr, digits: int) -> pl.Expr:
    whole = hs_digits(code)
    return pl.when(whole.str.contains(_SHAPE) & (whole.str.len_bytes() >= digits)).then(whole.str.slice(0, digits))


def hs2(code: pl.Expr) -> pl.Expr:
    """The chapter of a filed code as two digits; null where it is no HS code."""
    return _cut(code, 2)


def hs4(code: pl.Expr) -> pl.Expr:
    """The heading of a filed code as four digits; null where it is no HS code."""
    return _cut(code, 4)


def hs6(code: pl.Expr) -> pl.Expr:
    """The subheading of a filed code as six digits; null where it is no HS code or is shorter.

    >>> codes = pl.DataFrame({"hs_code": ["8401.30.00 00", "8401", "none"]})
    >>> codes.select(hs6(pl.col("hs_code")))["hs_code"].to_list()
    ['840130', None, None]
    """
    return _cut(code, 6)


def hs_section_of(code: pl.Expr) -> pl.Expr:
    """The section (1 to 21) of a filed code; null where it is no HS code."""
    sections = {f"{chapter:02}": hs_section(chapter) for chapter in HS_CHAPTERS}
    return hs2(code).replace_strict(sections, default=None, return_dtype=pl.UInt8)
