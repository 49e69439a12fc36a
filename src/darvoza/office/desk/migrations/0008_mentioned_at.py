"""What was mentioned at each post, the newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0007_mention_office_filled")]
    operations = [
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(fields=["key", "office", "-consignment"], name="desk_mentioned_at"),
        ),
    ]
