"""The vocabulary that control entries share: parameters, features, and groups of everyday goods, in all languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from darvoza.goods.expressions import ExpressionError, evaluate, parse_expression
from darvoza.goods.interval import Interval
from darvoza.goods.schema import FeatureSpec, ParameterSpec, Terms, VocabularySpec
from darvoza.goods.units import Exponents, units


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All parameters, features and groups by name."""

    parameters: Mapping[str, ParameterSpec]
    features: Mapping[str, FeatureSpec]
    groups: Mapping[str, Terms]
    plausible: Mapping[str, Interval]

    def dimension(self, name: str) -> Exponents | None:
        """The dimension of a parameter; None if there is no such parameter."""
        parameter = self.parameters.get(name)
        return None if parameter is None else units().bases[parameter.dimension]

    def has_feature(self, name: str) -> bool:
        """Whether entries may test this feature."""
        return name in self.features


def merge_vocabulary(documents: list[tuple[str, Any]]) -> tuple[Vocabulary, list[tuple[str, str, str]]]:
    """The vocabulary of these files (name and content), and what is wrong with them: file, key, reason."""
    parameters: dict[str, ParameterSpec] = {}
    features: dict[str, FeatureSpec] = {}
    groups: dict[str, Terms] = {}
    wrong: list[tuple[str, str, str]] = []
    for file, content in documents:
        try:
            spec = msgspec.convert(content, VocabularySpec)
        except msgspec.ValidationError as error:
            wrong.append((file, "", str(error)))
            continue
        parameters.update(spec.parameters)
        features.update(spec.features)
        groups.update(spec.groups)
        wrong += [(file, key, reason) for key, reason in _faults(spec)]
    plausible: dict[str, Interval] = {}
    for name, parameter in parameters.items():
        if parameter.plausible is not None:
            try:
                plausible[name] = _between(*parameter.plausible)
            except ExpressionError as error:
                wrong.append(("vocabulary", f"parameters.{name}.plausible", str(error)))
    return Vocabulary(parameters, features, groups, plausible), wrong


def _between(low: str, high: str) -> Interval:
    ends = [evaluate(parse_expression(end), lambda _: Interval.exactly(0.0)).low for end in (low, high)]
    return Interval(min(ends), max(ends))


def _faults(spec: VocabularySpec) -> Iterator[tuple[str, str]]:
    for name, parameter in spec.parameters.items():
        if parameter.dimension not in units().bases:
            yield f"parameters.{name}.dimension", f"{parameter.dimension!r} is no dimension of units.yaml"
        for other in parameter.also:
            if other not in units().bases:
                yield f"parameters.{name}.also", f"{other!r} is no dimension of units.yaml"
        if "en" not in parameter.title or "en" not in parameter.question:
            yield f"parameters.{name}", "title and question need a text in English (en)"
    for name, feature in spec.features.items():
        if "en" not in feature.title or "en" not in feature.question:
            yield f"features.{name}", "title and question need a text in English (en)"
