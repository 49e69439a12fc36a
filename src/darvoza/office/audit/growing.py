"""Tables that only grow: the database itself refuses to change or remove what stands in them."""

from typing import Any, Final

from django.db.migrations import RunPython

from darvoza.office.home import is_training_room

_SQLITE: Final = (
    "CREATE TRIGGER {table}_no_{action} BEFORE {action} ON {table} BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
)
_FUNCTION: Final = (
    "CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{table} only grows'; END $$"
)
_TRIGGER: Final = (
    "CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_only_grows()"
)


def only_grows(*tables: str) -> RunPython:
    """A step of a migration after which these tables only grow.

    Not in a training room, where nothing is real and the desks of an exercise are cleared after it.
    """

    def guard(apps: object, editor: Any) -> None:  # noqa: ANN401, ARG001 - Django's
        for table in () if is_training_room() else tables:
            if editor.connection.vendor == "postgresql":
                for statement in (_FUNCTION, _TRIGGER):
                    editor.execute(statement.format(table=table))
            else:
                for action in ("UPDATE", "DELETE"):
                    editor.execute(_SQLITE.format(table=table, action=action))

    def open_(apps: object, editor: Any) -> None:  # noqa: ANN401, ARG001 - Django's
        for table in tables:
            if editor.connection.vendor == "postgresql":
                editor.execute(f"DROP TRIGGER IF EXISTS {table}_only_grows ON {table}")
                editor.execute(f"DROP FUNCTION IF EXISTS {table}_only_grows()")
            else:
                for action in ("UPDATE", "DELETE"):
                    editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}")

    return RunPython(guard, open_)
