import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("schools", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="schools.school",
                    ),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="schools.grouping",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                ("digest", models.CharField(max_length=64)),
                ("folder", models.CharField(blank=True, max_length=200)),
                ("options", models.JSONField(default=dict)),
                ("decisions", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Being read"),
                            ("tried", "Tried: nothing has changed yet"),
                            ("refused", "Refused"),
                            ("writing", "Being imported"),
                            ("accepted", "Imported"),
                            ("undone", "Undone"),
                        ],
                        default="reading",
                        max_length=8,
                    ),
                ),
                ("answer", models.JSONField(default=dict)),
                ("undo", models.JSONField(default=dict)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(null=True)),
                ("brought_at", models.DateTimeField(auto_now_add=True)),
                (
                    "brought_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("brought_by_name", models.CharField(max_length=160)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("accepted_by_name", models.CharField(blank=True, max_length=160)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("school", None), ("grouping", None), _connector="OR"),
                        name="an_import_is_of_one_place_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at", None), ("accepted_by_name", "")),
                            models.Q(
                                ("accepted_at__isnull", False),
                                models.Q(("accepted_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_accepted_import_was_accepted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at", None), ("undone_by_name", "")),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("undone_at__isnull", False),
                                models.Q(("undone_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_undone_import_was_undone_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mappings",
                        to="schools.school",
                    ),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mappings",
                        to="schools.grouping",
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("headings", models.JSONField()),
                ("confirmed_at", models.DateTimeField(auto_now=True)),
                ("confirmed_by_name", models.CharField(max_length=160)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("school", "kind"), name="one_mapping_a_school_and_kind"),
                    models.UniqueConstraint(
                        fields=("grouping", "kind"), name="one_mapping_a_grouping_and_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_mapping_is_of_one_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="imports.batch",
                    ),
                ),
                ("about", models.BigIntegerField(db_index=True, null=True)),
                ("unit", models.CharField(max_length=60)),
                ("made", models.JSONField(null=True)),
                ("subject", models.CharField(blank=True, max_length=60)),
                ("key", models.BigIntegerField(null=True)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("after", None),
                                ("before", None),
                                ("key", None),
                                ("made__isnull", False),
                                ("subject", ""),
                            ),
                            models.Q(
                                ("before__isnull", False),
                                ("key__isnull", False),
                                ("made", None),
                                models.Q(("subject", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_change_makes_or_alters",
                    )
                ],
            },
        ),
    ]
