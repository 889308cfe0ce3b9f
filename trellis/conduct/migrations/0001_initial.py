import django.db.models.deletion
import django.utils.timezone
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
            name="HistoricalChoice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("type", "Types of incident"), ("place", "Places"), ("action", "Actions")],
                        max_length=6,
                    ),
                ),
                ("place_in", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=80)),
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
                "verbose_name": "historical choice",
                "verbose_name_plural": "historical choices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Choice",
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
                    "kind",
                    models.CharField(
                        choices=[("type", "Types of incident"), ("place", "Places"), ("action", "Actions")],
                        max_length=6,
                    ),
                ),
                ("place_in", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=80)),
            ],
            options={
                "ordering": ["kind", "place_in", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="conduct_choice_is_of_one_place",
                    ),
                    models.UniqueConstraint(
                        fields=("school", "kind", "words"), name="a_school_has_a_word_for_incidents_once"
                    ),
                    models.UniqueConstraint(
                        fields=("grouping", "kind", "words"), name="a_grouping_has_a_word_for_incidents_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalIncident",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("on", models.DateField(verbose_name="day")),
                (
                    "when",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("before", "Before school"),
                            ("morning", "Morning"),
                            ("break", "Break"),
                            ("lunch", "Lunch"),
                            ("afternoon", "Afternoon"),
                            ("after", "After school"),
                        ],
                        max_length=9,
                        verbose_name="when",
                    ),
                ),
                ("at", models.TimeField(blank=True, null=True, verbose_name="time")),
                ("type", models.CharField(max_length=80, verbose_name="what sort")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="where")),
                (
                    "severity",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Low: dealt with at once"),
                            (2, "Middle: to be followed up"),
                            (3, "High: leaders are told"),
                        ],
                        default=1,
                        verbose_name="how grave",
                    ),
                ),
                ("words", models.TextField(max_length=1000, verbose_name="what happened")),
                ("action", models.CharField(blank=True, max_length=80, verbose_name="what was done")),
                ("followed_up_on", models.DateField(blank=True, null=True, verbose_name="followed up on")),
                (
                    "followed_up_words",
                    models.CharField(blank=True, max_length=500, verbose_name="how it was followed up"),
                ),
                ("followed_up_by_name", models.CharField(blank=True, max_length=160)),
                ("by_name", models.CharField(max_length=160, verbose_name="recorded by")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "why_taken_back",
                    models.CharField(blank=True, max_length=300, verbose_name="why it was taken back"),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=80, verbose_name="number in the other system"),
                ),
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
                    "by",
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
                "verbose_name": "historical incident",
                "verbose_name_plural": "historical incidents",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Incident",
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
                        related_name="incidents",
                        to="schools.school",
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                (
                    "when",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("before", "Before school"),
                            ("morning", "Morning"),
                            ("break", "Break"),
                            ("lunch", "Lunch"),
                            ("afternoon", "Afternoon"),
                            ("after", "After school"),
                        ],
                        max_length=9,
                        verbose_name="when",
                    ),
                ),
                ("at", models.TimeField(blank=True, null=True, verbose_name="time")),
                ("type", models.CharField(max_length=80, verbose_name="what sort")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="where")),
                (
                    "severity",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Low: dealt with at once"),
                            (2, "Middle: to be followed up"),
                            (3, "High: leaders are told"),
                        ],
                        default=1,
                        verbose_name="how grave",
                    ),
                ),
                ("words", models.TextField(max_length=1000, verbose_name="what happened")),
                ("action", models.CharField(blank=True, max_length=80, verbose_name="what was done")),
                ("followed_up_on", models.DateField(blank=True, null=True, verbose_name="followed up on")),
                (
                    "followed_up_words",
                    models.CharField(blank=True, max_length=500, verbose_name="how it was followed up"),
                ),
                ("followed_up_by_name", models.CharField(blank=True, max_length=160)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(max_length=160, verbose_name="recorded by")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "why_taken_back",
                    models.CharField(blank=True, max_length=300, verbose_name="why it was taken back"),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=80, verbose_name="number in the other system"),
                ),
                ("batch", models.BigIntegerField(editable=False, null=True)),
            ],
            options={
                "ordering": ["-on", "-pk"],
                "indexes": [models.Index(fields=["school", "on"], name="conduct_inc_school__ae3794_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="an_incident_says_what_happened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("followed_up_by_name", ""),
                                ("followed_up_on", None),
                                ("followed_up_words", ""),
                            ),
                            models.Q(
                                ("followed_up_on__isnull", False),
                                models.Q(("followed_up_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_incident_is_followed_up_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_back_at", None), ("why_taken_back", "")),
                            models.Q(
                                ("taken_back_at__isnull", False),
                                models.Q(("why_taken_back", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_incident_that_is_taken_back_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("school", "reference"),
                        name="an_incident_of_another_system_comes_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalInvolvement",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("took_part", "Took part"),
                            ("hurt", "Was hurt or upset"),
                            ("saw", "Saw it"),
                        ],
                        default="took_part",
                        max_length=9,
                        verbose_name="part in it",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conduct.incident",
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
                "verbose_name": "historical involvement",
                "verbose_name_plural": "historical involvements",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Involvement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="involved",
                        to="conduct.incident",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="involvements",
                        to="schools.pupil",
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("took_part", "Took part"),
                            ("hurt", "Was hurt or upset"),
                            ("saw", "Saw it"),
                        ],
                        default="took_part",
                        max_length=9,
                        verbose_name="part in it",
                    ),
                ),
            ],
            options={
                "ordering": ["pupil__surname", "pupil__forename", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("incident", "pupil"), name="a_child_has_one_part_in_an_incident"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="Incident",
            name="children",
            field=models.ManyToManyField(
                related_name="incidents", through="conduct.Involvement", to="schools.pupil"
            ),
        ),
    ]
