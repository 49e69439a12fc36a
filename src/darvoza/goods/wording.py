"""What evidence on goods says, in the reader's language: titles, properties, questions."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import yaml

from darvoza.goods.control_list import ControlList, text_in
from darvoza.goods.loading import load_entries
from darvoza.goods.schema import Outcome
from darvoza.language import Language, say
from darvoza.signals import Fact


def goods_words(language: Language, entries: ControlList | None = None) -> dict[str, str]:
    """English words of determinations and of what they rest on, with their words in this language.

    For :func:`~darvoza.signals.signal_texts`. A text without a translation is left out: it shows in English.

    >>> from darvoza.goods.wording import goods_words
    >>> from darvoza.language import Language
    >>> goods_words(Language.RUSSIAN)["wall thickness"]
    'толщина стенки'
    """
    return {} if language is Language.ENGLISH else dict(_words(language, entries or load_entries()))


def outcome_words(outcome: str, language: Language) -> str:
    """What the outcome for an entry is called.

    >>> from darvoza.goods.wording import outcome_words
    >>> from darvoza.language import Language
    >>> outcome_words("does not meet", Language.ENGLISH)
    'does not meet'
    """
    return {
        Outcome.MEETS: say("meets", language),
        Outcome.UNDETERMINED: say("undetermined", language),
        Outcome.DOES_NOT_MEET: say("does not meet", language),
    }[Outcome(outcome)]


def evidence_words(
    evidence: Iterable[Fact], language: Language, entries: ControlList | None = None
) -> list[tuple[str, str | None]]:
    """What a determination rests on, names and answers in this language, what was declared as it was filed.

    >>> from darvoza.goods.wording import evidence_words
    >>> from darvoza.language import Language
    >>> from darvoza.signals import Fact
    >>> evidence_words([Fact("wall thickness", "3 mm")], Language.RUSSIAN)
    [('толщина стенки', '3 mm')]
    """
    known = goods_words(language, entries)
    said = []
    for fact in evidence:
        answer, colon, rest = (fact.value or "").partition(": ")
        value = f"{known.get(answer, answer)}{colon}{rest}" if answer in _ANSWERS else fact.value
        said.append((known.get(fact.name, fact.name), value))
    return said


_ANSWERS = frozenset({"yes", "no", "unclear"})


@cache
def _names() -> dict[str, dict[str, str]]:
    """What goods of one kind are called in the lists of the risk room: English, and what each other language says."""
    with files("darvoza.goods").joinpath("names.yaml").open("rb") as file:
        read: dict[str, dict[str, str]] = yaml.load(file, Loader=yaml.CSafeLoader)["names"]
    return read


@cache
def _words(language: Language, control: ControlList) -> tuple[tuple[str, str], ...]:
    vocabulary = control.vocabulary
    texts = [entry.spec.title for entry in control.entries]
    texts += [question for entry in control.entries for question in entry.spec.questions.values()]
    texts += [text for spec in vocabulary.parameters.values() for text in (spec.title, spec.question)]
    texts += [text for spec in vocabulary.features.values() for text in (spec.title, spec.question)]
    found = {english: each[language.value] for english, each in _names().items()}
    found |= {each["en"]: text_in(each, language) for each in texts}
    found |= {
        "description": say("description", language),
        "described as something else": say("described as something else", language),
        "limit": say("limit", language),
        "assumed": say("assumed", language),
        "structure": say("structure", language),
        "substance": say("substance", language),
        "yes": say("yes", language),
        "no": say("no", language),
        "unclear": say("unclear", language),
    }
    return tuple((english, said) for english, said in found.items() if said != english)
