import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids

# What is over is awaited by nobody; how someone wished to be told stood in the first entry alone.
FILL = """
UPDATE cases_involvement SET acting = false WHERE acting AND NOT open;
UPDATE cases_case c SET tell_by = e.data->>'tell_by'
  FROM journal_entry e
 WHERE e.subject_kind = 'case' AND e.subject_id = c.id AND e.move = 'file' AND e.data ? 'tell_by';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_trial_runs"),
        ("journal", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("hash", models.BinaryField(max_length=32)),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.RemoveIndex(
            model_name="involvement",
            name="involvement_acting",
        ),
        migrations.AddField(
            model_name="case",
            name="erased",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="case",
            name="origin_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="tell_by",
            field=models.CharField(
                blank=True,
                choices=[("call", "call"), ("visit", "visit"), ("sms", "sms"), ("none", "none")],
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="teller_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="telling",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="case",
            name="whose",
            field=models.CharField(
                blank=True, choices=[("own", "own"), ("proxy", "proxy")], default="", max_length=8
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("filed", "filed"),
                    ("refused", "refused"),
                    ("referred", "referred"),
                    ("accepted", "accepted"),
                    ("dispatched", "dispatched"),
                    ("returned", "returned"),
                    ("in_hand", "in_hand"),
                    ("waiting", "waiting"),
                    ("handled", "handled"),
                    ("reported_back", "reported_back"),
                    ("explained", "explained"),
                    ("closed", "closed"),
                    ("re_opened", "re_opened"),
                    ("withdrawn", "withdrawn"),
                    ("joined", "joined"),
                    ("cleared", "cleared"),
                    ("objected", "objected"),
                    ("dismissed", "dismissed"),
                    ("granted", "granted"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="clock",
            name="kind",
            field=models.CharField(
                choices=[
                    ("respond", "respond"),
                    ("sign", "sign"),
                    ("resolve", "resolve"),
                    ("adjudicate", "adjudicate"),
                    ("wait", "wait"),
                    ("verify", "verify"),
                    ("close", "close"),
                    ("decide", "decide"),
                    ("chase", "chase"),
                    ("tell", "tell"),
                    ("mark", "mark"),
                    ("review", "review"),
                    ("their_sign", "their_sign"),
                    ("their_due", "their_due"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="involvement",
            name="role",
            field=models.CharField(
                choices=[
                    ("desk", "desk"),
                    ("lead", "lead"),
                    ("helper", "helper"),
                    ("verifier", "verifier"),
                    ("teller", "teller"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="involvement",
            name="state",
            field=models.CharField(
                choices=[
                    ("filed", "filed"),
                    ("refused", "refused"),
                    ("referred", "referred"),
                    ("accepted", "accepted"),
                    ("dispatched", "dispatched"),
                    ("returned", "returned"),
                    ("in_hand", "in_hand"),
                    ("waiting", "waiting"),
                    ("handled", "handled"),
                    ("reported_back", "reported_back"),
                    ("explained", "explained"),
                    ("closed", "closed"),
                    ("re_opened", "re_opened"),
                    ("withdrawn", "withdrawn"),
                    ("joined", "joined"),
                    ("cleared", "cleared"),
                    ("objected", "objected"),
                    ("dismissed", "dismissed"),
                    ("granted", "granted"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("telling", True)),
                fields=["teller_id", "due_at", "id"],
                name="case_telling",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("origin_id__isnull", False)),
                fields=["origin_id", "id"],
                name="case_origin",
            ),
        ),
        migrations.AddIndex(
            model_name="involvement",
            index=models.Index(
                condition=models.Q(("acting", True)),
                fields=["body_id", "due_at", "case"],
                name="involvement_acting",
            ),
        ),
        migrations.AddField(
            model_name="onetimecode",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="codes",
                to="cases.case",
            ),
        ),
        migrations.AddIndex(
            model_name="onetimecode",
            index=models.Index(fields=["case", "-id"], name="one_time_code_case"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
