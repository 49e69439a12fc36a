"""Forms for what is told most often: persons, concealment, means of transport, drugs, cultural property.

After the annexes of the Nairobi convention (1977) on pooling information (IX), drugs (X) and cultural property (XI);
the last asks what the Object ID standard asks (ICOM). A form is the words that an officer completes, or half of them.
"""

from dataclasses import dataclass
from typing import Final

from darvoza.language import Language, say


@dataclass(frozen=True, slots=True)
class ItemForm:
    """A form: its title, and what it asks, in English."""

    title: str
    asks: tuple[str, ...]

    def text(self, language: Language) -> str:
        """The form to be completed, in the language of the message."""
        return "\n".join(f"{say(each, language)}: " for each in self.asks)


ITEM_FORMS: Final = {
    "person": ItemForm(
        "Person",
        (
            "Name and other names",
            "Born, when and where",
            "Nationality",
            "Passport or other document",
            "Address",
            "Known for",
            "How this is known, and how reliable it is",
        ),
    ),
    "concealment": ItemForm(
        "Method of concealment",
        (
            "Transport means or container",
            "Where in it",
            "How it was hidden",
            "What was hidden, and how much",
            "Route",
            "How it was found",
        ),
    ),
    "means": ItemForm(
        "Means of transport",
        ("Kind and make", "Registration or IMO number", "Owner and operator", "Drivers or crew", "Known for"),
    ),
    "drugs": ItemForm(
        "Narcotic drugs",
        (
            "Substance, and what it was declared as",
            "Quantity, form and purity",
            "Packing and marks",
            "From, by way of, to",
            "Persons",
            "How it was hidden",
            "How it was found",
        ),
    ),
    "cultural": ItemForm(
        "Cultural property",
        (
            "Kind of object",
            "Material and technique",
            "Measurements",
            "Inscriptions and marks",
            "What sets it apart",
            "Title, subject, period and maker",
            "Photographs",
            "Where and when it was taken from",
        ),
    ),
}
"""The forms, by the word in their address."""
