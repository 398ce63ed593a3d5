import django.utils.timezone
from django.db import migrations, models

FILL = """
UPDATE cases_case SET due_at = coalesce(closed_at, changed_at) WHERE due_at IS NULL;
UPDATE cases_involvement i SET due_at = c.due_at, acting = (c.hand_id = i.body_id) IS TRUE
  FROM cases_case c WHERE c.id = i.case_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="case",
            name="case_open_is_due",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_prefecture_open",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_county_open",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_town_open",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_community_open",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_grid_open",
        ),
        migrations.RemoveIndex(
            model_name="involvement",
            name="involvement_open",
        ),
        migrations.AddField(
            model_name="involvement",
            name="acting",
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="case",
            name="due_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="involvement",
            name="due_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("open", True)),
                fields=["prefecture_id", "filed_at", "id", "state", "matter1", "due_at"],
                include=("confidential", "barred_ids"),
                name="case_prefecture_open",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("open", True)),
                fields=["county_id", "filed_at", "id", "state", "matter1", "due_at"],
                include=("confidential", "barred_ids"),
                name="case_county_open",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("open", True)),
                fields=["town_id", "filed_at", "id", "state", "matter1", "due_at"],
                include=("confidential", "barred_ids"),
                name="case_town_open",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("open", True)),
                fields=["community_id", "filed_at", "id", "state", "matter1", "due_at"],
                include=("confidential", "barred_ids"),
                name="case_community_open",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("open", True)),
                fields=["grid_id", "filed_at", "id", "state", "matter1", "due_at"],
                include=("confidential", "barred_ids"),
                name="case_grid_open",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("filed_by_id__isnull", False), ("open", True)),
                fields=["filed_by_id", "due_at", "id"],
                name="case_mine_due",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("filed_by_id__isnull", False), ("open", True)),
                fields=["filed_by_id", "filed_at", "id", "state", "matter1", "due_at"],
                include=("confidential", "barred_ids"),
                name="case_mine_open",
            ),
        ),
        migrations.AddIndex(
            model_name="involvement",
            index=models.Index(
                condition=models.Q(("acting", True), ("open", True)),
                fields=["body_id", "due_at", "case"],
                name="involvement_acting",
            ),
        ),
        migrations.AddIndex(
            model_name="involvement",
            index=models.Index(
                condition=models.Q(("open", True)),
                fields=["body_id", "filed_at", "case", "state", "matter1", "due_at"],
                include=("role", "confidential", "barred_ids"),
                name="involvement_open",
            ),
        ),
    ]
