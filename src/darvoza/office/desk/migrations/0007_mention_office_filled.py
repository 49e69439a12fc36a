"""Fill in the post of what is kept already, some rows at a time: what broke off goes on when it is started again."""

from typing import Any, Final

from django.db import migrations

_AT_ONCE: Final = 50_000
_FILL: Final = (
    "UPDATE desk_mention SET office = (SELECT office FROM desk_consignment WHERE id = desk_mention.consignment_id) "
    "WHERE id > %s AND id <= %s AND office = ''"
)


def _fill(apps: object, editor: Any) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM desk_mention")
        first, last = cursor.fetchone()
        for start in range(first - 1, last, _AT_ONCE):
            cursor.execute(_FILL, [start, start + _AT_ONCE])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("desk", "0006_mention_office")]
    operations = [migrations.RunPython(_fill, migrations.RunPython.noop)]
