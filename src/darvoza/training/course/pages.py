"""Pages to print: templates filled in one language, self-contained, in black and white, without script."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from darvoza.language import Language, translate
from darvoza.training.exercises import Phrase, Words
from darvoza.training.exercises.words import vocabulary


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("darvoza.training.course", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, language: Language, **values: object) -> str:
    """The template filled with these values; its texts are said in this language."""

    def tell(text: Words | Phrase | str) -> str:
        if isinstance(text, str):
            return translate(text, language)
        return text.template(language) if isinstance(text, Words) else text.say(language)

    def book(name: str, **given: str) -> str:
        return vocabulary()["book"][name].say(language, **given)

    style = files("darvoza.training.course").joinpath("templates", "print.css").read_text("utf-8")
    return (
        _environment()
        .get_template(template)
        .render(
            tell=tell,
            book=book,
            language=str(language),
            style=Markup(style),  # noqa: S704 - our own file
            safe=Markup,
            **values,
        )
    )
