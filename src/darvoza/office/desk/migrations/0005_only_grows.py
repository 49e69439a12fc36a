"""What was assessed and decided stays as it was written: a later one supersedes it, nothing changes it."""

from django.db import migrations

from darvoza.office.audit.growing import only_grows


class Migration(migrations.Migration):
    dependencies = [("desk", "0004_to_plan")]
    operations = [only_grows("desk_assessment", "desk_decision")]
