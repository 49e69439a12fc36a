"""Scores and reviews in the reader's words, ready for a page."""

from collections.abc import Iterable, Sequence
from typing import Any

from darvoza.office.room import ending
from darvoza.office.room.models import Run, Session
from darvoza.office.room.sealed import hidden_of, materials_of
from darvoza.office.words import Words
from darvoza.training.exercises import Hidden, Materials, Phrase
from darvoza.training.exercises.words import vocabulary
from darvoza.training.scoring import MEASURES, Measure, Missed, named


def scores(runs: Sequence[Run], told: ending.Told, words: Words) -> dict[str, Any]:
    """A table of marks and measures with their intervals: runs first, then those that they are held against."""
    known = [(run, ending.review_of(run)) for run in runs]
    reviews = [(run, each) for run, each in known if each is not None]
    columns: list[tuple[str, Measure, dict[str, Measure]]] = [
        (run.who, each.score.mark, each.score.measures) for run, each in reviews
    ]
    columns += [
        (vocabulary()["baselines"][each.name].say(words.language), each.mark, each.measures) for each in told.baselines
    ]
    rows = [(words.say("Mark"), [mark for _, mark, _ in columns])]
    for name in MEASURES:
        cells = [measures.get(name) for _, _, measures in columns]
        if any(cells):
            rows.append((named(name).say(words.language), cells))  # type: ignore[arg-type] # a cell may be empty
    notes = reviews[0][1].score.notes() if reviews else []
    return {
        "heads": [head for head, _, _ in columns],
        "rows": rows,
        "notes": [each.say(words.language) for each in notes],
    }


def texts(materials: Materials, hidden: Hidden) -> dict[str, Phrase]:
    """What ids of options, reasons and sources are called."""
    found: dict[str, Phrase] = {source.id: source.name for source in materials.sources}
    for item in (*materials.items, *hidden.later):
        found.update({each.id: each.text for each in item.reasons})
    return found


def reviewed(session: Session, missed: Iterable[Missed], words: Words) -> list[dict[str, Any]]:
    """What was missed: what it was, why, where it showed, and what one more question would have told."""
    materials, hidden = materials_of(session), hidden_of(session)
    items = {item.id: item for item in (*materials.items, *hidden.later)}
    named_texts = texts(materials, hidden)
    language = words.language
    found = []
    for each in missed:
        item = items[each.item]
        options = {option.id: option.text for option in item.options}
        found.append(
            {
                "ref": each.ref,
                "prompt": item.prompt.say(language),
                "text": item.text.say(language),
                "why": each.why.say(language),
                "typology": words.say(each.typology) if each.typology else "",
                "shows": each.shows,
                "reasons": [named_texts[name].say(language) if name in named_texts else name for name in each.reasons],
                "right": [options[name].say(language) if name in options else name for name in each.right],
                "more": [(more.name.say(language), more.answer.say(language), more.minutes) for more in each.more],
                "opened": each.opened,
            }
        )
    return found


def sources(session: Session, words: Words) -> dict[str, str]:
    """What the sources of a session are called."""
    return {source.id: source.name.say(words.language) for source in materials_of(session).sources}
