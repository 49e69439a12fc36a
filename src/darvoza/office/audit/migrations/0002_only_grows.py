"""The database itself refuses to change or remove an entry of the audit log."""

from django.db import migrations

_SQLITE = (
    "CREATE TRIGGER audit_entry_no_{0} BEFORE {0} ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
)
_FUNCTION = (
    "CREATE FUNCTION audit_entry_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$"
)
_POSTGRESQL = (
    "CREATE TRIGGER audit_entry_only_grows BEFORE UPDATE OR DELETE ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION audit_entry_only_grows()"
)


def _guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_FUNCTION)
        schema_editor.execute(_POSTGRESQL)
    else:
        for action in ("UPDATE", "DELETE"):
            schema_editor.execute(_SQLITE.format(action))


def _open(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER audit_entry_only_grows ON audit_entry")
        schema_editor.execute("DROP FUNCTION audit_entry_only_grows()")
    else:
        for action in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER audit_entry_no_{action}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(_guard, _open)]
