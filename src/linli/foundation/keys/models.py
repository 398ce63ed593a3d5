"""Data keys: one per subject, wrapped by a numbered master key."""

from uuid import UUID

from django.db import models

NIL = UUID(int=0)  # the subject of a key that serves a whole kind (an area's own fields)


class DataKey(models.Model):
    """One SM4 key, wrapped; deleting the row makes everything sealed with it unreadable."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(default=NIL)
    wrapped = models.BinaryField()
    master_no = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "kind"], name="keys_datakey_subject"),
        ]
        indexes = [models.Index(fields=["master_no", "id"], name="keys_datakey_master")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id}"
