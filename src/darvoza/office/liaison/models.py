"""Who wrote in a draft: the node knows people by name, the office knows them apart."""

from django.db import models

from darvoza.office.people.models import Officer


class Writer(models.Model):
    """An officer wrote some part of a draft, so this officer can never approve it, whatever name is in force later."""

    draft = models.CharField(max_length=64)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "officer"], name="one_writer_each")]

    def __str__(self) -> str:
        return f"{self.draft}: {self.officer}"
