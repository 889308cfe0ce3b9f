import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import trellis.registers.moments


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("schools", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hand",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="hands",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("position", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "name", "position"), name="one_hand_a_person_name_and_position"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person", None)),
                        fields=("name", "position"),
                        name="one_hand_a_name_and_position_of_nobody_signed_in",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ledger",
            fields=[
                (
                    "school",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="ledger",
                        serialize=False,
                        to="schools.school",
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                ("at", trellis.registers.moments.MomentField(default=0)),
                ("latest_act", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Line",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="schools.school",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("row", models.PositiveSmallIntegerField()),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="schools.pupil"
                    ),
                ),
                ("marks", models.TextField()),
                ("entries", models.BinaryField(default=bytes)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("school", "year", "row"), name="a_row_is_one_line"),
                    models.UniqueConstraint(
                        fields=("school", "year", "pupil"), name="one_line_a_pupil_school_and_year"
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("marks"), 756
                        ),
                        name="a_line_is_756_sessions",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSummary",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("possible", models.PositiveIntegerField()),
                ("authorised", models.PositiveIntegerField(null=True)),
                ("unauthorised", models.PositiveIntegerField(null=True)),
                ("counts", models.JSONField()),
                ("source", models.CharField(max_length=60)),
                ("batch", models.BigIntegerField(null=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.enrolment",
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
                "verbose_name": "historical summary",
                "verbose_name_plural": "historical summarys",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Summary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="summaries",
                        to="schools.enrolment",
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("possible", models.PositiveIntegerField()),
                ("authorised", models.PositiveIntegerField(null=True)),
                ("unauthorised", models.PositiveIntegerField(null=True)),
                ("counts", models.JSONField()),
                ("source", models.CharField(max_length=60)),
                ("batch", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", trellis.registers.moments.MomentField()),
                ("act", models.BigIntegerField(null=True)),
                (
                    "hand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.hand",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Register taken"),
                            (2, "Mark made"),
                            (3, "Mark amended"),
                            (4, "Late arrival"),
                            (5, "Import"),
                            (6, "Undo"),
                            (7, "Two records made one"),
                            (8, "Closure"),
                        ]
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=200)),
                ("rows", models.BinaryField()),
                ("positions", models.BinaryField()),
                ("was", models.BinaryField()),
                ("now", models.BinaryField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Register",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "school_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registers",
                        to="schools.schoolclass",
                    ),
                ),
                ("date", models.DateField()),
                ("session", models.CharField(choices=[("AM", "Morning"), ("PM", "Afternoon")], max_length=2)),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.hand",
                    ),
                ),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.hand",
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.hand",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school_class", "date", "session"), name="one_register_a_session"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at", None), ("opened_by", None)),
                            models.Q(("opened_at__isnull", False), ("opened_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_register_is_opened_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_at", None), ("taken_by", None)),
                            models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_register_is_taken_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_by", None)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_register_is_closed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalExpectedAbsence",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("sessions", models.CharField(default="YYYYYYYYYY", max_length=10)),
                ("code", models.CharField(max_length=2, verbose_name="code")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="for the teacher")),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("telephone", "Telephone"),
                            ("voicemail", "Voicemail"),
                            ("email", "E-mail"),
                            ("message", "Text or message"),
                            ("hatch", "At the hatch"),
                            ("link", "Link in a message"),
                        ],
                        max_length=9,
                        verbose_name="how we were told",
                    ),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="when we were told")),
                ("told_by", models.CharField(blank=True, max_length=120, verbose_name="who told us")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=500, verbose_name="the reason in their words"),
                ),
                ("back_on", models.DateField(blank=True, null=True, verbose_name="expected back on")),
                (
                    "planned",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("provision", "Alternative provision, or another place of learning"),
                            ("visit", "Visit, trip or sport"),
                            ("leave", "Leave that was granted"),
                            ("study", "Study leave for public examinations"),
                            ("religion", "Religious observance"),
                            ("phased", "Phased start, under compulsory school age"),
                            ("staggered", "Staggered day: closed to this group"),
                        ],
                        max_length=9,
                        verbose_name="what is planned",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="where, or what")),
                ("agreed_by", models.CharField(blank=True, max_length=120, verbose_name="agreed by")),
                (
                    "agreed_with",
                    models.CharField(blank=True, max_length=120, verbose_name="agreed with (parent)"),
                ),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="to be reviewed on")),
                (
                    "enrolment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.enrolment",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.contact",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registers.hand",
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
                "verbose_name": "historical expected absence",
                "verbose_name_plural": "historical expected absences",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ExpectedAbsence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="expected_absences",
                        to="schools.enrolment",
                    ),
                ),
                ("sessions", models.CharField(default="YYYYYYYYYY", max_length=10)),
                ("code", models.CharField(max_length=2, verbose_name="code")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="for the teacher")),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("telephone", "Telephone"),
                            ("voicemail", "Voicemail"),
                            ("email", "E-mail"),
                            ("message", "Text or message"),
                            ("hatch", "At the hatch"),
                            ("link", "Link in a message"),
                        ],
                        max_length=9,
                        verbose_name="how we were told",
                    ),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="when we were told")),
                ("told_by", models.CharField(blank=True, max_length=120, verbose_name="who told us")),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schools.contact",
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, max_length=500, verbose_name="the reason in their words"),
                ),
                ("back_on", models.DateField(blank=True, null=True, verbose_name="expected back on")),
                (
                    "planned",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("provision", "Alternative provision, or another place of learning"),
                            ("visit", "Visit, trip or sport"),
                            ("leave", "Leave that was granted"),
                            ("study", "Study leave for public examinations"),
                            ("religion", "Religious observance"),
                            ("phased", "Phased start, under compulsory school age"),
                            ("staggered", "Staggered day: closed to this group"),
                        ],
                        max_length=9,
                        verbose_name="what is planned",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="where, or what")),
                ("agreed_by", models.CharField(blank=True, max_length=120, verbose_name="agreed by")),
                (
                    "agreed_with",
                    models.CharField(blank=True, max_length=120, verbose_name="agreed with (parent)"),
                ),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="to be reviewed on")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registers.hand"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="registers_expectedabsence_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sessions__regex", "^[YN]{10}$")),
                        name="an_expected_absence_is_ten_y_or_n",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("how", ""), ("told_at", None)),
                            models.Q(
                                models.Q(("how", ""), _negated=True),
                                models.Q(("told_by", ""), _negated=True),
                                ("told_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="an_absence_we_were_told_of_says_how_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned", ""),
                            models.Q(("how", ""), models.Q(("agreed_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_plan_was_agreed_by_somebody_and_told_by_nobody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("back_on", None),
                            models.Q(
                                models.Q(("how", ""), _negated=True), ("until__lt", models.F("back_on"))
                            ),
                            _connector="OR",
                        ),
                        name="a_child_is_back_after_an_absence_we_were_told_of",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Origin",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="origin",
                        serialize=False,
                        to="registers.entry",
                    ),
                ),
                ("batch", models.BigIntegerField(db_index=True, null=True)),
                ("undoes", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("batch__isnull", False), ("undoes", None)),
                            models.Q(("batch", None), ("undoes__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_origin_says_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Detail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="details",
                        to="registers.line",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="details",
                        to="registers.entry",
                    ),
                ),
                ("minutes_late", models.PositiveSmallIntegerField(null=True)),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("nature", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "position", "entry"), name="one_detail_a_mark_and_entry"
                    )
                ],
            },
        ),
    ]
