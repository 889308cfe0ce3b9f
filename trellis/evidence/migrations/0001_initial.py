from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import trellis.rules.populations
import trellis.rules.reconcile


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
        migrations.CreateModel(
            name="HistoricalIndicator",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "unit",
                    models.CharField(
                        choices=[("share", "per cent"), ("number", "a number")],
                        default="share",
                        max_length=6,
                        verbose_name="counted in",
                    ),
                ),
                ("rises", models.BooleanField(default=True, verbose_name="wanted high")),
                (
                    "method",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="how it is measured, and how often"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.grouping",
                    ),
                ),
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
                "verbose_name": "historical indicator",
                "verbose_name_plural": "historical indicators",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Indicator",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="schools.school",
                    ),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="schools.grouping",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "unit",
                    models.CharField(
                        choices=[("share", "per cent"), ("number", "a number")],
                        default="share",
                        max_length=6,
                        verbose_name="counted in",
                    ),
                ),
                ("rises", models.BooleanField(default=True, verbose_name="wanted high")),
                (
                    "method",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="how it is measured, and how often"
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="evidence_indicator_is_of_one_place",
                    ),
                    models.UniqueConstraint(
                        fields=("school", "name"), name="one_indicator_of_a_name_at_a_school"
                    ),
                    models.UniqueConstraint(
                        fields=("grouping", "name"), name="one_indicator_of_a_name_at_a_grouping"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="an_indicator_has_a_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="schools.school",
                    ),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="schools.grouping",
                    ),
                ),
                ("of", models.CharField(max_length=80)),
                ("words", models.TextField()),
                ("definition", models.TextField()),
                ("part", models.BigIntegerField(null=True)),
                ("whole", models.BigIntegerField(null=True)),
                ("value", models.DecimalField(decimal_places=4, max_digits=12, null=True)),
                ("pupils", models.PositiveIntegerField(null=True)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("population", models.CharField(blank=True, max_length=16)),
                ("group", models.CharField(blank=True, max_length=80)),
                ("target", models.CharField(blank=True, max_length=200)),
                ("status", models.CharField(blank=True, max_length=8)),
                ("ledger", models.PositiveBigIntegerField(null=True)),
                ("schools", models.JSONField(default=list)),
                ("as_at", models.DateTimeField()),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("taken_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="evidence_reading_is_of_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="a_reading_ends_no_earlier_than_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value", None), models.Q(("part", None), ("whole", None)), _connector="OR"
                        ),
                        name="a_reading_is_a_count_or_a_value_or_says_there_was_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("taken_by_name", ""), _negated=True),
                        name="a_reading_is_taken_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPrintedFigure",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("source", models.CharField(max_length=160, verbose_name="where it stands")),
                ("measure", models.CharField(max_length=40, verbose_name="figure")),
                ("year", models.PositiveSmallIntegerField()),
                ("half_term", models.CharField(blank=True, max_length=10)),
                (
                    "part",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="sessions or pupils counted"
                    ),
                ),
                ("whole", models.PositiveIntegerField(blank=True, null=True, verbose_name="out of")),
                (
                    "percent",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=6, null=True, verbose_name="per cent"
                    ),
                ),
                ("places", models.PositiveSmallIntegerField(default=1)),
                ("since", models.DateField(verbose_name="first day it counts")),
                ("until", models.DateField(verbose_name="last day it counts")),
                ("printed_on", models.DateField(verbose_name="day it was printed")),
                (
                    "population",
                    models.CharField(
                        choices=[
                            (
                                trellis.rules.populations.Population["STATISTICAL"],
                                "pupils aged 5 to 15 on 31 August",
                            ),
                            (
                                trellis.rules.populations.Population["COMPULSORY_AGE"],
                                "pupils of compulsory school age",
                            ),
                            (trellis.rules.populations.Population["ALL_ON_ROLL"], "all pupils on roll"),
                        ],
                        max_length=16,
                        verbose_name="pupils it counts",
                    ),
                ),
                (
                    "leavers",
                    models.CharField(
                        choices=[
                            ("counted", "Counts them, as Trellis does"),
                            ("left_out", "Leaves them out"),
                        ],
                        default=trellis.rules.reconcile.Others["COUNTED"],
                        max_length=8,
                        verbose_name="pupils who have left",
                    ),
                ),
                (
                    "twice",
                    models.CharField(
                        choices=[
                            ("counted", "Counts them, as Trellis does"),
                            ("left_out", "Leaves them out"),
                        ],
                        default=trellis.rules.reconcile.Others["COUNTED"],
                        max_length=8,
                        verbose_name="the second record of a pupil recorded twice",
                    ),
                ),
                (
                    "blanks",
                    models.CharField(
                        choices=[
                            ("left_out", "Leaves them out, as Trellis does"),
                            ("present", "Counts them as present"),
                            ("absent", "Counts them as absent"),
                        ],
                        default=trellis.rules.reconcile.Blanks["LEFT_OUT"],
                        max_length=8,
                        verbose_name="missing marks",
                    ),
                ),
                (
                    "lates",
                    models.CharField(
                        choices=[
                            ("by_the_code", "By the code: L present, U absent, as Trellis does"),
                            ("both_present", "Both L and U as present"),
                            ("both_absent", "Both L and U as absent"),
                        ],
                        default=trellis.rules.reconcile.Lates["BY_THE_CODE"],
                        max_length=12,
                        verbose_name="lateness",
                    ),
                ),
                ("brought_at", models.DateTimeField()),
                ("brought_by_name", models.CharField(max_length=160)),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "brought_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                "verbose_name": "historical printed figure",
                "verbose_name_plural": "historical printed figures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PrintedFigure",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="printed_figures",
                        to="schools.school",
                    ),
                ),
                ("source", models.CharField(max_length=160, verbose_name="where it stands")),
                ("measure", models.CharField(max_length=40, verbose_name="figure")),
                ("year", models.PositiveSmallIntegerField()),
                ("half_term", models.CharField(blank=True, max_length=10)),
                (
                    "part",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="sessions or pupils counted"
                    ),
                ),
                ("whole", models.PositiveIntegerField(blank=True, null=True, verbose_name="out of")),
                (
                    "percent",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=6, null=True, verbose_name="per cent"
                    ),
                ),
                ("places", models.PositiveSmallIntegerField(default=1)),
                ("since", models.DateField(verbose_name="first day it counts")),
                ("until", models.DateField(verbose_name="last day it counts")),
                ("printed_on", models.DateField(verbose_name="day it was printed")),
                (
                    "population",
                    models.CharField(
                        choices=[
                            (
                                trellis.rules.populations.Population["STATISTICAL"],
                                "pupils aged 5 to 15 on 31 August",
                            ),
                            (
                                trellis.rules.populations.Population["COMPULSORY_AGE"],
                                "pupils of compulsory school age",
                            ),
                            (trellis.rules.populations.Population["ALL_ON_ROLL"], "all pupils on roll"),
                        ],
                        max_length=16,
                        verbose_name="pupils it counts",
                    ),
                ),
                (
                    "leavers",
                    models.CharField(
                        choices=[
                            ("counted", "Counts them, as Trellis does"),
                            ("left_out", "Leaves them out"),
                        ],
                        default=trellis.rules.reconcile.Others["COUNTED"],
                        max_length=8,
                        verbose_name="pupils who have left",
                    ),
                ),
                (
                    "twice",
                    models.CharField(
                        choices=[
                            ("counted", "Counts them, as Trellis does"),
                            ("left_out", "Leaves them out"),
                        ],
                        default=trellis.rules.reconcile.Others["COUNTED"],
                        max_length=8,
                        verbose_name="the second record of a pupil recorded twice",
                    ),
                ),
                (
                    "blanks",
                    models.CharField(
                        choices=[
                            ("left_out", "Leaves them out, as Trellis does"),
                            ("present", "Counts them as present"),
                            ("absent", "Counts them as absent"),
                        ],
                        default=trellis.rules.reconcile.Blanks["LEFT_OUT"],
                        max_length=8,
                        verbose_name="missing marks",
                    ),
                ),
                (
                    "lates",
                    models.CharField(
                        choices=[
                            ("by_the_code", "By the code: L present, U absent, as Trellis does"),
                            ("both_present", "Both L and U as present"),
                            ("both_absent", "Both L and U as absent"),
                        ],
                        default=trellis.rules.reconcile.Lates["BY_THE_CODE"],
                        max_length=12,
                        verbose_name="lateness",
                    ),
                ),
                ("brought_at", models.DateTimeField()),
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
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("part__isnull", False),
                                ("part__lte", models.F("whole")),
                                ("percent", None),
                                ("whole__gt", 0),
                            ),
                            models.Q(
                                ("part", None), ("percent__gte", 0), ("percent__lte", 100), ("whole", None)
                            ),
                            _connector="OR",
                        ),
                        name="a_printed_figure_is_a_count_of_a_whole_or_a_percentage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="a_printed_figure_ends_no_earlier_than_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="a_printed_figure_says_its_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTarget",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "percent",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="attendance, per cent"),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="what was agreed, and with whom"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.grouping",
                    ),
                ),
                (
                    "school_class",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.schoolclass",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.pupil",
                    ),
                ),
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
                "verbose_name": "historical target",
                "verbose_name_plural": "historical targets",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Target",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="schools.school",
                    ),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="schools.grouping",
                    ),
                ),
                (
                    "school_class",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="schools.schoolclass",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="schools.pupil",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "percent",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="attendance, per cent"),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="what was agreed, and with whom"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="evidence_target_is_of_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gt", 0), ("percent__lte", 100)),
                        name="a_target_can_be_reached",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("pupil", None), ("school_class", None)),
                            models.Q(
                                ("pupil", None), ("school__isnull", False), ("school_class__isnull", False)
                            ),
                            models.Q(
                                ("pupil__isnull", False), ("school__isnull", False), ("school_class", None)
                            ),
                            _connector="OR",
                        ),
                        name="a_target_is_of_a_grouping_a_class_or_a_pupil",
                    ),
                    models.UniqueConstraint(
                        fields=("school_class", "year"), name="one_target_of_a_class_and_year"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("pupil__isnull", False)),
                        fields=("school", "pupil", "year"),
                        name="one_target_of_a_pupil_school_and_year",
                    ),
                    models.UniqueConstraint(
                        fields=("grouping", "year"), name="one_target_of_a_grouping_and_year"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalIndicatorValue",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("on", models.DateField(verbose_name="on")),
                (
                    "group",
                    models.CharField(blank=True, max_length=80, verbose_name="of whom, if not of everybody"),
                ),
                ("part", models.PositiveIntegerField(blank=True, null=True, verbose_name="how many")),
                ("whole", models.PositiveIntegerField(blank=True, null=True, verbose_name="of how many")),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=12, null=True, verbose_name="value"
                    ),
                ),
                ("is_baseline", models.BooleanField(default=False, verbose_name="the baseline")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="evidence.indicator",
                    ),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.grouping",
                        verbose_name="of",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
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
                "verbose_name": "historical indicator value",
                "verbose_name_plural": "historical indicator values",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="IndicatorValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="evidence.indicator",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                (
                    "grouping",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.grouping",
                        verbose_name="of",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "group",
                    models.CharField(blank=True, max_length=80, verbose_name="of whom, if not of everybody"),
                ),
                ("part", models.PositiveIntegerField(blank=True, null=True, verbose_name="how many")),
                ("whole", models.PositiveIntegerField(blank=True, null=True, verbose_name="of how many")),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=12, null=True, verbose_name="value"
                    ),
                ),
                ("is_baseline", models.BooleanField(default=False, verbose_name="the baseline")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("grouping", None), ("school", None)),
                        fields=("indicator", "on", "group"),
                        name="one_value_of_an_indicator_itself_on_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("school__isnull", False)),
                        fields=("indicator", "on", "group", "school"),
                        name="one_value_of_an_indicator_of_a_school_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grouping", None), ("school", None), _connector="OR"),
                        name="a_value_is_of_one_place_at_most",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("grouping__isnull", False)),
                        fields=("indicator", "on", "group", "grouping"),
                        name="one_value_of_an_indicator_of_a_grouping_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("part__isnull", False),
                                ("part__lte", models.F("whole")),
                                ("value", None),
                                ("whole__gt", 0),
                            ),
                            models.Q(("part", None), ("value__isnull", False), ("whole", None)),
                            _connector="OR",
                        ),
                        name="a_value_is_a_count_of_a_whole_or_a_value",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="a_value_says_its_source"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrintedPupil",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "figure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pupils",
                        to="evidence.printedfigure",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="printed_figures",
                        to="schools.pupil",
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("part", models.PositiveSmallIntegerField()),
                ("whole", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["row"],
                "constraints": [
                    models.UniqueConstraint(fields=("figure", "row"), name="a_row_of_a_list_stands_once"),
                    models.CheckConstraint(
                        condition=models.Q(("part__lte", models.F("whole"))),
                        name="a_pupils_part_is_of_their_whole",
                    ),
                ],
            },
        ),
    ]
