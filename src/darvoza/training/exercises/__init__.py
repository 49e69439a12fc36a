"""Exercises: scenarios as data, prepared from a seed, with the truth sealed until the end."""

from darvoza.language import Words
from darvoza.training.exercises.adversary import Habits, adapt, habits, learned
from darvoza.training.exercises.anonymise import anonymise
from darvoza.training.exercises.events import Event, Standing, What, from_lines, standing, to_lines, together, working
from darvoza.training.exercises.from_case import from_case
from darvoza.training.exercises.injects import due, hint, released
from darvoza.training.exercises.materials import (
    MEASURES,
    Answer,
    Coming,
    Hidden,
    Item,
    Mark,
    Materials,
    Option,
    Source,
    Table,
    Truth,
)
from darvoza.training.exercises.packing import MARK as PACKED
from darvoza.training.exercises.packing import pack, unpack
from darvoza.training.exercises.prepare import Prepared, prepare
from darvoza.training.exercises.reading import BadExercise, clone, load_exercise, parse_exercise, to_yaml
from darvoza.training.exercises.scenario import (
    Choice,
    Corridor,
    Exercise,
    Form,
    Inject,
    Kind,
    Level,
    Note,
    Plant,
    Role,
    Sensor,
    Task,
    Weights,
)
from darvoza.training.exercises.sealing import SealError, SealingNotInstalled, new_key, new_seed, seal, unseal
from darvoza.training.exercises.shelf import exercise, ready
from darvoza.training.exercises.words import Phrase, phrase

__all__ = [
    "MEASURES",
    "PACKED",
    "Answer",
    "BadExercise",
    "Choice",
    "Coming",
    "Corridor",
    "Event",
    "Exercise",
    "Form",
    "Habits",
    "Hidden",
    "Inject",
    "Item",
    "Kind",
    "Level",
    "Mark",
    "Materials",
    "Note",
    "Option",
    "Phrase",
    "Plant",
    "Prepared",
    "Role",
    "SealError",
    "SealingNotInstalled",
    "Sensor",
    "Source",
    "Standing",
    "Table",
    "Task",
    "Truth",
    "Weights",
    "What",
    "Words",
    "adapt",
    "anonymise",
    "clone",
    "due",
    "exercise",
    "from_case",
    "from_lines",
    "habits",
    "hint",
    "learned",
    "load_exercise",
    "new_key",
    "new_seed",
    "pack",
    "parse_exercise",
    "phrase",
    "prepare",
    "ready",
    "released",
    "seal",
    "standing",
    "to_lines",
    "to_yaml",
    "together",
    "unpack",
    "unseal",
    "working",
]
