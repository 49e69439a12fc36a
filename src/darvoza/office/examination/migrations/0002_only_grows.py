"""What was found stays as it was written: a later result supersedes it, nothing changes it."""

from django.db import migrations

from darvoza.office.audit.growing import only_grows


class Migration(migrations.Migration):
    dependencies = [("examination", "0001_initial")]
    operations = [
        only_grows("examination_examination", "examination_sign", "examination_seizure", "examination_signature")
    ]
