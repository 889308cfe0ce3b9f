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
            name="HistoricalScale",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("instrument", models.CharField(blank=True, max_length=80, verbose_name="instrument")),
                ("name", models.CharField(max_length=120, verbose_name="what is measured")),
                ("unit", models.CharField(blank=True, max_length=40, verbose_name="counted in")),
                ("least", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="lowest score")),
                ("most", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="highest score")),
                (
                    "places",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(2)],
                        verbose_name="decimal places",
                    ),
                ),
                (
                    "wanted",
                    models.CharField(
                        choices=[
                            ("higher", "higher is better"),
                            ("lower", "lower is better"),
                            ("neither", "neither is better"),
                        ],
                        default="higher",
                        max_length=7,
                        verbose_name="which way",
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="how it is measured, and by whom"
                    ),
                ),
                ("grouped", models.TextField(blank=True, verbose_name="groups by score")),
                ("is_closed", models.BooleanField(default=False, verbose_name="no longer used")),
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
                "verbose_name": "historical scale",
                "verbose_name_plural": "historical scales",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Scale",
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
                ("instrument", models.CharField(blank=True, max_length=80, verbose_name="instrument")),
                ("name", models.CharField(max_length=120, verbose_name="what is measured")),
                ("unit", models.CharField(blank=True, max_length=40, verbose_name="counted in")),
                ("least", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="lowest score")),
                ("most", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="highest score")),
                (
                    "places",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(2)],
                        verbose_name="decimal places",
                    ),
                ),
                (
                    "wanted",
                    models.CharField(
                        choices=[
                            ("higher", "higher is better"),
                            ("lower", "lower is better"),
                            ("neither", "neither is better"),
                        ],
                        default="higher",
                        max_length=7,
                        verbose_name="which way",
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="how it is measured, and by whom"
                    ),
                ),
                ("grouped", models.TextField(blank=True, verbose_name="groups by score")),
                ("is_closed", models.BooleanField(default=False, verbose_name="no longer used")),
            ],
            options={
                "ordering": ["instrument", "name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="learning_scale_is_of_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most__gt", models.F("least"))),
                        name="a_scale_goes_from_its_lowest_to_its_highest",
                    ),
                    models.UniqueConstraint(
                        fields=("school", "instrument", "name"), name="a_school_names_a_scale_once"
                    ),
                    models.UniqueConstraint(
                        fields=("grouping", "instrument", "name"), name="a_grouping_names_a_scale_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalScore",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("wave", models.CharField(max_length=40, verbose_name="wave")),
                ("on", models.DateField(verbose_name="measured on")),
                ("value", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="score")),
                ("by_name", models.CharField(max_length=160)),
                ("batch", models.BigIntegerField(editable=False, null=True)),
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
                (
                    "scale",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="learning.scale",
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
                "verbose_name": "historical score",
                "verbose_name_plural": "historical scores",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Score",
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
                        related_name="scores",
                        to="schools.school",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="schools.pupil"
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="learning.scale",
                    ),
                ),
                ("wave", models.CharField(max_length=40, verbose_name="wave")),
                ("on", models.DateField(verbose_name="measured on")),
                ("value", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="score")),
                ("by_name", models.CharField(max_length=160)),
                ("batch", models.BigIntegerField(editable=False, null=True)),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pupil", "scale", "wave"), name="a_child_has_one_score_of_a_scale_in_a_wave"
                    )
                ],
            },
        ),
    ]
