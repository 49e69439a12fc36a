"""PostgreSQL need not know how often what is packed says the same: to count it took a second of a processor each time."""

from typing import Any, Final

from django.db import migrations

_PACKED: Final = {
    "desk_consignment": ("filed", "search"),
    "desk_assessment": ("said", "plan"),
    "desk_message": ("receipt",),
}


def _count(editor: Any, most: int) -> None:
    if editor.connection.vendor == "postgresql":
        for table, columns in _PACKED.items():
            for column in columns:
                editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {most}")


def _nothing(apps: object, editor: Any) -> None:
    _count(editor, 0)


def _as_ever(apps: object, editor: Any) -> None:
    _count(editor, -1)


class Migration(migrations.Migration):
    dependencies = [("desk", "0008_mentioned_at")]
    operations = [migrations.RunPython(_nothing, _as_ever)]
