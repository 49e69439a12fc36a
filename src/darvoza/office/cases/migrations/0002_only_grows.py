"""Notes, evidence and its custody stay as they were written."""

from django.db import migrations

from darvoza.office.audit.growing import only_grows


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [only_grows("cases_note", "cases_evidence", "cases_custody")]
