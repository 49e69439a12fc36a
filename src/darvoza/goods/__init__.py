"""Goods: what are they really, and which control entries do they meet?"""

from darvoza.goods.high_priority import common_high_priority

__all__ = ["common_high_priority"]
