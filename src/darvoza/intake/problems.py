"""Collecting what is wrong with a message while it is read, each at its byte."""

from darvoza.intake.reading import Limits, Problem


class Problems:
    """The problems of one message, at most as many as the limits keep; ``place`` says which part is being read.

    >>> problems = Problems(Limits())
    >>> problems.place = "CNI 3"
    >>> problems.add(812, field="country", value="UZB", rule="{value} is not a country.", advice="Use two letters.")
    >>> problems.found[0].where
    'byte 812, CNI 3'
    """

    def __init__(self, limits: Limits) -> None:
        self.found: list[Problem] = []
        self.place = ""
        self._limit = limits.problems

    def add(
        self,
        offset: int,
        *,
        field: str,
        rule: str,
        advice: str,
        value: str | None = None,
        limit: str | None = None,
    ) -> None:
        """Notes one problem at a byte; beyond the limit nothing more is kept."""
        if len(self.found) >= self._limit:
            return
        where = f"byte {offset}, {self.place}" if self.place else f"byte {offset}"
        self.found.append(
            Problem(
                where=where,
                field=field,
                value=None if value is None else value[:_SHOWN],
                rule=rule,
                advice=advice,
                offset=offset,
                limit=limit,
            ),
        )


_SHOWN = 80
"""A problem shows the start of a long value: enough to find it by."""
