"""CUSCAR: the UN/EDIFACT cargo report with which a carrier tells customs what is aboard."""

from darvoza.intake.cuscar.reader import CuscarReader

__all__ = ["CuscarReader"]
