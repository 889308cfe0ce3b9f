from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("schools", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalComparator",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "nation",
                    models.CharField(
                        choices=[("england", "England"), ("wales", "Wales")],
                        max_length=8,
                        verbose_name="nation",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("absence", "Absence"),
                            ("authorised_absence", "Authorised absence"),
                            ("unauthorised_absence", "Unauthorised absence"),
                            ("persistent_absence", "Persistent absence"),
                            ("severe_absence", "Severe absence"),
                        ],
                        max_length=24,
                        verbose_name="measure",
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("all", "All state-funded schools"),
                            ("primary", "State-funded primary schools"),
                            ("secondary", "State-funded secondary schools"),
                            ("special", "Special schools"),
                        ],
                        max_length=12,
                        verbose_name="phase",
                    ),
                ),
                ("group", models.CharField(blank=True, max_length=40, verbose_name="group")),
                ("year", models.PositiveSmallIntegerField(verbose_name="academic year")),
                (
                    "period",
                    models.CharField(
                        choices=[
                            ("year", "the year"),
                            ("autumn", "the autumn term"),
                            ("spring", "the spring term"),
                            ("summer", "the summer term"),
                        ],
                        max_length=6,
                        verbose_name="period",
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="counted to")),
                (
                    "half_terms",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(6),
                        ],
                        verbose_name="half-terms counted",
                    ),
                ),
                (
                    "population",
                    models.CharField(
                        choices=[("statistical", "pupils aged 5 to 15 on 31 August")],
                        max_length=16,
                        verbose_name="population",
                    ),
                ),
                ("definition", models.CharField(blank=True, max_length=24, verbose_name="definition")),
                (
                    "series",
                    models.CharField(
                        choices=[("census", "school census"), ("daily", "daily registers")],
                        max_length=6,
                        verbose_name="series",
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=3,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal(0)),
                            django.core.validators.MaxValueValidator(Decimal(100)),
                        ],
                        verbose_name="per cent",
                    ),
                ),
                (
                    "places",
                    models.PositiveSmallIntegerField(default=1, verbose_name="decimal places published"),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("retrieved", models.DateField(verbose_name="retrieved")),
                ("to_verify", models.BooleanField(default=False, verbose_name="to verify")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("brought_by", models.CharField(blank=True, max_length=160, verbose_name="brought by")),
                ("brought_at", models.DateTimeField(blank=True, null=True, verbose_name="brought at")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical comparator",
                "verbose_name_plural": "historical comparators",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Comparator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "nation",
                    models.CharField(
                        choices=[("england", "England"), ("wales", "Wales")],
                        max_length=8,
                        verbose_name="nation",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("absence", "Absence"),
                            ("authorised_absence", "Authorised absence"),
                            ("unauthorised_absence", "Unauthorised absence"),
                            ("persistent_absence", "Persistent absence"),
                            ("severe_absence", "Severe absence"),
                        ],
                        max_length=24,
                        verbose_name="measure",
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("all", "All state-funded schools"),
                            ("primary", "State-funded primary schools"),
                            ("secondary", "State-funded secondary schools"),
                            ("special", "Special schools"),
                        ],
                        max_length=12,
                        verbose_name="phase",
                    ),
                ),
                ("group", models.CharField(blank=True, max_length=40, verbose_name="group")),
                ("year", models.PositiveSmallIntegerField(verbose_name="academic year")),
                (
                    "period",
                    models.CharField(
                        choices=[
                            ("year", "the year"),
                            ("autumn", "the autumn term"),
                            ("spring", "the spring term"),
                            ("summer", "the summer term"),
                        ],
                        max_length=6,
                        verbose_name="period",
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="counted to")),
                (
                    "half_terms",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(6),
                        ],
                        verbose_name="half-terms counted",
                    ),
                ),
                (
                    "population",
                    models.CharField(
                        choices=[("statistical", "pupils aged 5 to 15 on 31 August")],
                        max_length=16,
                        verbose_name="population",
                    ),
                ),
                ("definition", models.CharField(blank=True, max_length=24, verbose_name="definition")),
                (
                    "series",
                    models.CharField(
                        choices=[("census", "school census"), ("daily", "daily registers")],
                        max_length=6,
                        verbose_name="series",
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=3,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal(0)),
                            django.core.validators.MaxValueValidator(Decimal(100)),
                        ],
                        verbose_name="per cent",
                    ),
                ),
                (
                    "places",
                    models.PositiveSmallIntegerField(default=1, verbose_name="decimal places published"),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("retrieved", models.DateField(verbose_name="retrieved")),
                ("to_verify", models.BooleanField(default=False, verbose_name="to verify")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("brought_by", models.CharField(blank=True, max_length=160, verbose_name="brought by")),
                ("brought_at", models.DateTimeField(blank=True, null=True, verbose_name="brought at")),
            ],
            options={
                "ordering": ["nation", "measure", "year", "phase", "group", "period", "series", "definition"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "nation",
                            "measure",
                            "phase",
                            "group",
                            "year",
                            "period",
                            "population",
                            "definition",
                            "series",
                        ),
                        name="one_comparator_of_what_whom_and_how",
                    )
                ],
            },
        ),
    ]
