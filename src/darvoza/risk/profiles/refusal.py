"""Saying what is wrong with a condition, with a caret under the word."""

from darvoza.language import Language, say


class ConditionRefused(ValueError):  # noqa: N818 - it says what happened
    """A condition cannot be taken: what is wrong, and at which signs of the text (``start`` to ``end``, from 0).

    >>> print(ConditionRefused("There is no column {name}", "mode = 'road' and ofice = 'X'", 18, 23, name="ofice"))
    There is no column ofice
      mode = 'road' and ofice = 'X'
                        ^^^^^
    """

    def __init__(self, message: str, text: str, start: int, end: int, **values: object) -> None:
        self.message = message
        self.values = values
        self.text = text
        self.start = max(0, min(start, len(text)))
        self.end = max(self.start + 1, end)
        super().__init__(message)

    def __str__(self) -> str:
        return self.told()

    def told(self, language: Language = Language.ENGLISH) -> str:
        """What is wrong, in this language, over the line with the word underlined."""
        before = self.text[: self.start]
        opening = before.rfind("\n") + 1
        closing = self.text.find("\n", self.start)
        line = self.text[opening:] if closing < 0 else self.text[opening:closing]
        place = self.start - opening
        width = max(1, min(self.end - self.start, len(line) - place))
        number = before.count("\n") + 1
        where = "" if "\n" not in self.text.strip() else say("Line {number}: ", language, number=number)
        pointer = "".join("\t" if sign == "\t" else " " for sign in line[:place])
        return f"{where}{say(self.message, language, **self.values)}\n  {line}\n  {pointer}{'^' * width}"
