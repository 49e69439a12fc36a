"""The post of what was mentioned, beside it: the index without it goes first, or filling it in would keep that up too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0005_only_grows")]
    operations = [
        migrations.RemoveIndex(model_name="mention", name="desk_mentioned"),
        migrations.AddField(
            model_name="mention",
            name="office",
            field=models.CharField(blank=True, default="", max_length=17),
            preserve_default=False,
        ),
    ]
