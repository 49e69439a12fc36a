"""What is wrong with a watch list file, said so that whoever loads it can put it right."""

from pathlib import Path


class UnreadableListError(ValueError):
    """A watch list file that cannot be read; nothing of it was loaded.

    Says which file and line, which value, the rule it breaks and what to do.
    """

    def __init__(self, file: Path | str, line: int | None, value: str | None, rule: str, advice: str) -> None:
        self.file, self.line, self.value, self.rule, self.advice = str(file), line, value, rule, advice
        place = self.file if line is None else f"{self.file}, line {line}"
        shown = "" if value is None else f" (found {value[:80]!r})"
        super().__init__(f"{place}: {rule}{shown} {advice}")
