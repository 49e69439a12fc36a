"""Signs of arms: cases on which each indicator fires, and some on which it does not."""

from tests.risk.cases.kit import Case, weighing

CASES: dict[str, Case] = {
    "CBR-07": Case(weighing("310230", 100.0, 20, 5000.0), weighing("310230", 100.0, 20, 300.0), rows=(20,)),
}
