"""Goods items of a CUSCAR message: GID and the segments that belong to it."""

from typing import Any, Final

from darvoza.intake.cuscar import codes
from darvoza.intake.cuscar.draft import KEYS, MANY, State, joined
from darvoza.intake.edifact import first, split

_GOODS: Final = KEYS["goods"]
_PACKAGES: Final = _GOODS["packages"]
_PACKAGE_TYPE: Final = _GOODS["package_type"]
_DESCRIPTION: Final = _GOODS["description"]
_VALUE: Final = _GOODS["value"]
_CURRENCY: Final = _GOODS["currency"]
_MARKS: Final = _GOODS["marks"]
_HS_CODE: Final = _GOODS["hs_code"]
_ORIGIN: Final = _GOODS["origin"]
_HS_DIGITS: Final = range(4, 15)
_UN_DIGITS: Final = 4


class Goods(State):
    """Reads what is carried."""

    item: dict[str, Any] | None = None
    item_position = 0

    def gid(self, e: list[str], at: int, raw: list[str]) -> None:
        """GID: the next goods item, with its packages."""
        self.group = "GID"
        goods = self.draft.goods
        self.item = None
        if not self.room(len(goods), "goods", at):
            return
        self.item_position = len(goods)
        item: dict[str, Any] = {}
        self.item = item
        goods.append(item)
        if len(e) > 2 and e[2]:
            self._packages(e[2], at, raw, 2, item)

    def pac(self, e: list[str], at: int, raw: list[str]) -> None:
        """PAC: packages, where GID did not give them."""
        item = self.item
        if item is None:
            return
        if len(e) > 1 and e[1] and "packages" not in item:
            packages = self.count(first(e[1]), "packages", at, raw, 1)
            if packages is not None:
                item["packages"] = packages
                self._mark_item(_PACKAGES, at, raw, 1)
        if len(e) > 3 and first(e[3]) and "package_type" not in item:
            item["package_type"] = first(e[3])
            self._mark_item(_PACKAGE_TYPE, at, raw, 3)

    def _packages(self, element: str, at: int, raw: list[str], index: int, item: dict[str, Any]) -> None:
        parts = split(element)
        packages = self.count(parts[0], "packages", at, raw, index)
        if packages is not None:
            item["packages"] = packages
            self._mark_item(_PACKAGES, at, raw, index)
        if len(parts) > 1 and parts[1]:
            item["package_type"] = parts[1]
            self._mark_item(_PACKAGE_TYPE, at, raw, index)

    def description(self, e: list[str], at: int, raw: list[str]) -> None:
        """FTX+AAA: the description; several are one text."""
        item = self.item
        text = joined(e[4]) if len(e) > 4 and e[4] else ""
        if item is None or not text:
            return
        known = item.get("description")
        if known is None:
            item["description"] = text
            self._mark_item(_DESCRIPTION, at, raw, 4)
        elif len(known) + len(text) < self.limits.text_characters:
            item["description"] = f"{known} {text}"

    def measure(self, e: list[str], at: int, raw: list[str]) -> None:
        """MEA: gross and net mass of the item, and volume, which is the consignment's."""
        item = self.item
        if item is None or len(e) < 4 or not e[3]:
            return
        parts = split(e[3])
        unit = parts[0]
        text = parts[1] if len(parts) > 1 else ""
        kind = first(e[2])
        if unit in codes.KILOGRAMS:
            field = "gross_mass_kg" if kind in codes.GROSS else "net_mass_kg" if kind in codes.NET else None
            if field and field not in item:
                value = self.number(text, field, at, raw, 3)
                if value is not None:
                    item[field] = value * codes.KILOGRAMS[unit]
                    self._mark_item(_GOODS[field], at, raw, 3)
        elif unit in codes.CUBIC_METRES and (not kind or kind in codes.VOLUME):
            value = self.number(text, "volume_m3", at, raw, 3)
            if value is not None:
                fields = self.draft.fields
                known = fields.pop("volume_m3", 0.0)
                self.draft.ranks.pop("volume_m3", None)
                self.put("volume_m3", known + value * codes.CUBIC_METRES[unit], 1, at, raw, 3)

    def amount(self, rank: int, value: float, currency: str | None, at: int, raw: list[str]) -> None:
        """MOA: the item's value; the most telling one stated is kept."""
        item = self.item
        if item is None or rank <= item.get("_value_rank", 0):
            return
        item["_value_rank"] = rank
        item["value"], item["currency"] = value, currency
        self._mark_item(_VALUE, at, raw, 1)
        if currency:
            self._mark_item(_CURRENCY, at, raw, 1)

    def dgs(self, e: list[str], at: int, raw: list[str]) -> None:
        """DGS: the United Nations number of dangerous goods."""
        item = self.item
        number = first(e[3]).strip().removeprefix("UN").strip() if len(e) > 3 else ""
        if item is None or not number:
            return
        if len(number) != _UN_DIGITS or not number.isdecimal():
            self.wrong(number, "un_numbers", at, raw, 3, rule="{value} is not a UN number of four digits.")
            return
        self._add("un_numbers", number, at, raw, 3)

    def pci(self, e: list[str], at: int, raw: list[str]) -> None:
        """PCI: marks on the packages."""
        item = self.item
        text = joined(e[2]) if len(e) > 2 and e[2] else ""
        if item is None or not text:
            return
        known = item.get("marks")
        if known is None:
            item["marks"] = text
            self._mark_item(_MARKS, at, raw, 2)
        elif len(known) + len(text) < self.limits.text_characters:
            item["marks"] = f"{known} {text}"

    def cst(self, e: list[str], at: int, raw: list[str]) -> None:
        """CST: customs status of goods, whose codes are tariff numbers where they look like one."""
        for index in range(2, len(e)):
            if self._hs_code(first(e[index]), at, raw, index):
                return

    def pia(self, e: list[str], at: int, raw: list[str]) -> None:
        """PIA: identifiers of a product, of which the Harmonized System code is taken."""
        for index in range(2, len(e)):
            parts = split(e[index])
            if len(parts) > 1 and parts[1] in {"HS", "CV"} and self._hs_code(parts[0], at, raw, index):
                return

    def _hs_code(self, text: str, at: int, raw: list[str], index: int) -> bool:
        item = self.item
        digits = text.replace(".", "").replace(" ", "")
        if item is None or "hs_code" in item or not digits.isdecimal() or len(digits) not in _HS_DIGITS:
            return False
        item["hs_code"] = digits
        self._mark_item(_HS_CODE, at, raw, index)
        return True

    def item_origin(self, country: str, at: int, raw: list[str]) -> None:
        """LOC+27 within an item: where the goods were made."""
        if self.item is not None and "origin" not in self.item:
            self.item["origin"] = country
            self._mark_item(_ORIGIN, at, raw, 2)

    def item_equipment(self, name: str, at: int, raw: list[str]) -> None:
        """SGP: the container that holds the item."""
        self._add("equipment", name, at, raw, 1)

    def _add(self, field: str, value: str, at: int, raw: list[str], index: int) -> None:
        item = self.item
        if item is None:
            return
        known = item.get(field, ())
        if not known:
            self._mark_item(_GOODS[field], at, raw, index)
        if value not in known and len(known) < MANY:
            item[field] = (*known, value)

    def _mark_item(self, key: int, at: int, raw: list[str], index: int) -> None:
        if self.traced:
            before = len(raw[0]) if index == 1 else sum(map(len, raw[:index]))
            self.draft.marks += (key | self.item_position, at + index + before, len(raw[index]))
