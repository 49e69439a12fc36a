"""What a kilogram costs here, beside what it costs in other consignments of the same goods."""

from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import Final

import numpy as np
from markupsafe import Markup

from darvoza.consignment import Consignment as Filed
from darvoza.office import clock
from darvoza.office.asking import answers
from darvoza.office.desk.mentions import PRICE, key_of, price_of
from darvoza.office.desk.models import Consignment
from darvoza.office.people.access import Viewer
from darvoza.office.words import Words

SPAN: Final = timedelta(days=90)
_PEERS: Final = 400
_FEWEST: Final = 5
_ITEMS: Final = 3
_WIDE: Final = 20.0  # most over least, from where the axis is logarithmic


@dataclass(frozen=True, slots=True)
class Peers:
    """The price per kilogram of one goods item among its peers': ``quantiles`` are the 10th, 50th and 90th percentile.

    ``below`` is how many peers cost less. Without enough peers the quantiles are None.
    """

    hs_code: str
    currency: str
    price: float
    prices: tuple[float, ...]
    quantiles: tuple[float, float, float] | None

    @property
    def below(self) -> int:
        """How many of the peers cost less."""
        return sum(each < self.price for each in self.prices)


def peers(consignment: Consignment, filed: Filed, viewer: Viewer) -> list[Peers]:
    """For the first goods items that say value and mass, their price among consignments the viewer may see.

    Peers have the same six digits of the HS code and the same currency, and came in the last 90 days; of very many the
    newest are taken.
    """
    found = []
    since = clock.now() - SPAN
    for item in filed.goods:
        mass = item.net_mass_kg or item.gross_mass_kg
        if not (item.hs_code and len(item.hs_code) >= _HS6 and item.value and mass and item.currency):
            continue
        told = price_of(item.hs_code, item.currency)
        key = key_of(PRICE, told)
        others = answers(_PRICES, [key, key, _PEERS, consignment.pk, tuple(viewer.posts), _PEERS, since])
        prices = tuple(sorted(price for (price,) in others))
        shares = np.quantile(prices, (0.1, 0.5, 0.9)).tolist() if len(prices) >= _FEWEST else None
        quantiles = None if shares is None else (shares[0], shares[1], shares[2])
        found.append(Peers(item.hs_code[:_HS6], item.currency, item.value / mass, prices, quantiles))
        if len(found) == _ITEMS:
            break
    return found


_HS6: Final = 6
_PRICES: Final = (
    # the newest at each post are found in the index: of some goods there are tens of thousands
    "SELECT peer.amount FROM (SELECT mention.consignment_id, mention.amount FROM people_post post "
    "CROSS JOIN desk_mention mention WHERE mention.key = %s AND mention.office = post.code "
    "AND mention.consignment_id >= coalesce((SELECT oldest.consignment_id FROM desk_mention oldest "
    "WHERE oldest.key = %s AND oldest.office = post.code "
    "ORDER BY oldest.consignment_id DESC LIMIT 1 OFFSET %s), 0) "
    "AND mention.consignment_id <> %s AND post.code IN %s ORDER BY mention.consignment_id DESC LIMIT %s) AS peer "
    "JOIN desk_consignment other ON other.id = peer.consignment_id "
    "WHERE other.received >= %s AND peer.amount IS NOT NULL"
)
_WIDTH, _LEFT, _RIGHT, _MIDDLE = 400, 16, 384, 34


def strip(of: Peers, words: Words) -> Markup:
    """The peers as dots on a line with this consignment's mark over them, as SVG; logarithmic if they differ much."""
    shown = [*of.prices, of.price]
    least, most = min(shown), max(shown)
    logarithmic = least > 0 and most / least > _WIDE
    scale = np.log if logarithmic else np.asarray
    low, high = (float(scale(each)) for each in (least, most))
    room = (high - low) or 1.0

    def at(*values: float) -> list[float]:
        places = _LEFT + (_RIGHT - _LEFT) * (scale(np.array(values)) - low) / room
        return [round(place, 1) for place in places.tolist()]

    title = words.say("Price per kilogram among the peers'")
    parts = [f'<svg viewBox="0 0 {_WIDTH} 78" class="strip" role="img"><title>{escape(title)}</title>']
    if of.quantiles is not None:
        tenth, median, ninetieth = at(*of.quantiles)
        parts.append(
            f'<rect class="usual" x="{tenth}" y="{_MIDDLE - 12}" width="{max(ninetieth - tenth, 1):.1f}" height="24"/>'
        )
        parts.append(f'<line class="median" x1="{median}" x2="{median}" y1="{_MIDDLE - 14}" y2="{_MIDDLE + 14}"/>')
    parts.append(f'<line class="axis" x1="{_LEFT}" x2="{_RIGHT}" y1="52" y2="52"/>')
    for number, x in enumerate(at(*of.prices)):
        # a fixed scatter keeps equal prices apart and the picture the same each time
        parts.append(f'<circle cx="{x}" cy="{_MIDDLE - 9 + number * 7 % 19}" r="3"/>')
    (here,) = at(of.price)
    parts.append(
        f'<path class="here" d="M{here} 22l-6 -12h12z"/><line class="here" x1="{here}" x2="{here}" y1="20" y2="52"/>'
    )
    for value, anchor, x in ((least, "start", _LEFT), (most, "end", _RIGHT)):
        parts.append(f'<text x="{x}" y="68" text-anchor="{anchor}">{escape(words.number(value))}</text>')
    if logarithmic:
        parts.append(
            f'<text x="{_WIDTH // 2}" y="68" text-anchor="middle">{escape(words.say("each step a multiple"))}</text>'
        )
    return Markup("".join(parts) + "</svg>")  # noqa: S704 - numbers, and texts that were escaped
