import uuid

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import trellis.rules.celebrating
import trellis.rules.formal
import trellis.rules.watch


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("correspondence", "0001_initial"),
        ("gatherings", "0001_initial"),
        ("registers", "0001_initial"),
        ("schools", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="schools.pupil",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schools.contact",
                    ),
                ),
                ("parent_name", models.CharField(max_length=120, verbose_name="parent")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(max_length=160)),
                ("proposed_on", models.DateField(null=True)),
                (
                    "elsewhere",
                    models.CharField(blank=True, max_length=200, verbose_name="issued by, and who told us"),
                ),
                ("number", models.PositiveSmallIntegerField(null=True, verbose_name="which it would be")),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("sessions", models.JSONField(default=list)),
                ("help", models.JSONField(default=list)),
                ("ledger", models.PositiveIntegerField(default=0)),
                ("why", models.TextField(blank=True, max_length=1000, verbose_name="why it is proposed")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed: the authority has not answered"),
                            ("not_issued", "Not issued"),
                            ("issued", "Issued"),
                            ("paid", "Paid"),
                            ("prosecuted", "Prosecuted"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("issued_on", models.DateField(null=True)),
            ],
            options={
                "ordering": ["-at", "-id"],
                "abstract": False,
                "indexes": [models.Index(fields=["school", "pupil"], name="attendance__school__eb857a_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("elsewhere", ""),
                                ("proposed_on__isnull", False),
                                ("since__isnull", False),
                                ("until__gte", models.F("since")),
                            ),
                            models.Q(
                                ("proposed_on", None),
                                ("since", None),
                                ("until", None),
                                models.Q(("elsewhere", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_notice_is_proposed_on_sessions_or_known_from_elsewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [
                                        trellis.rules.formal.Answer["ISSUED"],
                                        trellis.rules.formal.Answer["PAID"],
                                        trellis.rules.formal.Answer["PROSECUTED"],
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("issued_on__isnull", False),
                            _connector="OR",
                        ),
                        name="a_notice_that_stands_was_issued_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAttendanceContract",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("parent_name", models.CharField(max_length=120, verbose_name="parent")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=160)),
                ("offered_on", models.DateField(verbose_name="offered on")),
                ("parent_does", models.TextField(max_length=1000, verbose_name="what the parent does")),
                (
                    "school_does",
                    models.TextField(max_length=1000, verbose_name="what the school and others do"),
                ),
                ("until", models.DateField(verbose_name="to")),
                ("review_on", models.DateField(null=True, verbose_name="next review")),
                (
                    "answer",
                    models.CharField(
                        blank=True, choices=[("signed", "Signed"), ("refused", "Not taken up")], max_length=7
                    ),
                ),
                ("answered_on", models.DateField(null=True)),
                ("answer_words", models.CharField(blank=True, max_length=500)),
                ("answered_by_name", models.CharField(blank=True, max_length=160)),
                ("ended_on", models.DateField(null=True)),
                ("ended_words", models.CharField(blank=True, max_length=500)),
                ("ended_by_name", models.CharField(blank=True, max_length=160)),
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
                    "parent",
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
                "verbose_name": "historical attendance contract",
                "verbose_name_plural": "historical attendance contracts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="AttendanceContract",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="schools.pupil",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schools.contact",
                    ),
                ),
                ("parent_name", models.CharField(max_length=120, verbose_name="parent")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(max_length=160)),
                ("offered_on", models.DateField(verbose_name="offered on")),
                ("parent_does", models.TextField(max_length=1000, verbose_name="what the parent does")),
                (
                    "school_does",
                    models.TextField(max_length=1000, verbose_name="what the school and others do"),
                ),
                ("until", models.DateField(verbose_name="to")),
                ("review_on", models.DateField(null=True, verbose_name="next review")),
                (
                    "answer",
                    models.CharField(
                        blank=True, choices=[("signed", "Signed"), ("refused", "Not taken up")], max_length=7
                    ),
                ),
                ("answered_on", models.DateField(null=True)),
                ("answer_words", models.CharField(blank=True, max_length=500)),
                ("answered_by_name", models.CharField(blank=True, max_length=160)),
                ("ended_on", models.DateField(null=True)),
                ("ended_words", models.CharField(blank=True, max_length=500)),
                ("ended_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-at", "-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("offered_on"))),
                        name="a_contract_ends_after_it_is_offered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_on", None)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_contract_is_answered_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalImproveNotice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("parent_name", models.CharField(max_length=120, verbose_name="parent")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=160)),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(verbose_name="to")),
                (
                    "record",
                    models.TextField(blank=True, max_length=1000, verbose_name="the record of attendance"),
                ),
                (
                    "given",
                    models.TextField(blank=True, max_length=2000, verbose_name="the help given so far"),
                ),
                ("offered", models.TextField(blank=True, max_length=2000, verbose_name="the help on offer")),
                (
                    "improvement",
                    models.TextField(blank=True, max_length=1000, verbose_name="what improvement looks like"),
                ),
                (
                    "earlier",
                    models.TextField(blank=True, max_length=1000, verbose_name="what would end it early"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("improved", "Attendance improved"),
                            ("not_enough", "It did not improve enough"),
                            ("early", "Ended early"),
                        ],
                        max_length=10,
                    ),
                ),
                ("outcome_on", models.DateField(null=True)),
                ("outcome_words", models.CharField(blank=True, max_length=500)),
                ("outcome_by_name", models.CharField(blank=True, max_length=160)),
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
                    "parent",
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
                "verbose_name": "historical improve notice",
                "verbose_name_plural": "historical improve notices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ImproveNotice",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="schools.pupil",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schools.contact",
                    ),
                ),
                ("parent_name", models.CharField(max_length=120, verbose_name="parent")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(max_length=160)),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(verbose_name="to")),
                (
                    "record",
                    models.TextField(blank=True, max_length=1000, verbose_name="the record of attendance"),
                ),
                (
                    "given",
                    models.TextField(blank=True, max_length=2000, verbose_name="the help given so far"),
                ),
                ("offered", models.TextField(blank=True, max_length=2000, verbose_name="the help on offer")),
                (
                    "improvement",
                    models.TextField(blank=True, max_length=1000, verbose_name="what improvement looks like"),
                ),
                (
                    "earlier",
                    models.TextField(blank=True, max_length=1000, verbose_name="what would end it early"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("improved", "Attendance improved"),
                            ("not_enough", "It did not improve enough"),
                            ("early", "Ended early"),
                        ],
                        max_length=10,
                    ),
                ),
                ("outcome_on", models.DateField(null=True)),
                ("outcome_words", models.CharField(blank=True, max_length=500)),
                ("outcome_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-at", "-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="a_notice_to_improve_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("outcome_on", None)),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("outcome_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_notice_to_improve_ends_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Considered",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="considered",
                        to="schools.pupil",
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("order", "Education supervision order"),
                            ("improve", "Notice to improve"),
                            ("contract", "Attendance contract"),
                        ],
                        max_length=8,
                        verbose_name="what was considered",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("appropriate", models.BooleanField(verbose_name="appropriate")),
                ("why", models.TextField(max_length=1000, verbose_name="why, or why not")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["-on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="what_was_considered_says_why"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pack",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="packs", to="schools.pupil"
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("ledger", models.PositiveIntegerField()),
                ("says", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["-at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="a_pack_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuthorityFile",
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
                        related_name="authority_files",
                        to="schools.school",
                    ),
                ),
                (
                    "watch",
                    models.CharField(
                        choices=[
                            (trellis.rules.watch.Watch["NEW_PUPIL"], "New pupils"),
                            (trellis.rules.watch.Watch["DELETION"], "Names taken off the roll"),
                            (trellis.rules.watch.Watch["TEN_DAYS"], "Ten school days without leave"),
                            (trellis.rules.watch.Watch["ILLNESS"], "Fifteen school days of illness"),
                            (trellis.rules.watch.Watch["MISSING"], "Children who may be missing education"),
                        ],
                        max_length=8,
                    ),
                ),
                ("headings", models.JSONField()),
                ("prepared_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("prepared_by_name", models.CharField(max_length=160)),
                ("approved_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_by_name", models.CharField(blank=True, max_length=160)),
                ("sent_on", models.DateField(null=True, verbose_name="sent on")),
                (
                    "sent_how",
                    models.CharField(blank=True, max_length=160, verbose_name="how it was sent, and to whom"),
                ),
                ("sent_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at", None), ("approved_by_name", "")),
                            models.Q(
                                ("approved_at__isnull", False),
                                models.Q(("approved_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_file_is_approved_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_how", ""), ("sent_on", None)),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("sent_on__isnull", False),
                                models.Q(("sent_how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="only_an_approved_file_is_sent_and_says_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enquiry",
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
                        related_name="enquiries",
                        to="schools.school",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enquiries",
                        to="schools.pupil",
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                ("asked", models.CharField(max_length=160, verbose_name="whom we asked")),
                ("words", models.TextField(verbose_name="what we learned")),
                (
                    "with_authority",
                    models.BooleanField(default=False, verbose_name="made together with the authority"),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("recorded_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalVisitRound",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("on", models.DateField(verbose_name="day")),
                ("leaves_at", models.TimeField(verbose_name="leaves at")),
                ("expected_back", models.DateTimeField(verbose_name="expected back by")),
                ("first_name", models.CharField(max_length=160, verbose_name="who goes")),
                (
                    "second_name",
                    models.CharField(blank=True, max_length=160, verbose_name="who goes with them"),
                ),
                (
                    "alone_why",
                    models.CharField(blank=True, max_length=200, verbose_name="why one goes alone"),
                ),
                (
                    "watched_by_name",
                    models.CharField(max_length=160, verbose_name="who watches for them at the school"),
                ),
                ("left_at", models.DateTimeField(null=True)),
                ("back_at", models.DateTimeField(null=True)),
                ("back_by_name", models.CharField(blank=True, max_length=160)),
                ("planned_by_name", models.CharField(max_length=160)),
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
                    "first",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "watched_by",
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
                "verbose_name": "historical visit round",
                "verbose_name_plural": "historical visit rounds",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="VisitRound",
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
                        related_name="visit_rounds",
                        to="schools.school",
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                ("leaves_at", models.TimeField(verbose_name="leaves at")),
                ("expected_back", models.DateTimeField(verbose_name="expected back by")),
                (
                    "first",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("first_name", models.CharField(max_length=160, verbose_name="who goes")),
                (
                    "second",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_name",
                    models.CharField(blank=True, max_length=160, verbose_name="who goes with them"),
                ),
                (
                    "alone_why",
                    models.CharField(blank=True, max_length=200, verbose_name="why one goes alone"),
                ),
                (
                    "watched_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "watched_by_name",
                    models.CharField(max_length=160, verbose_name="who watches for them at the school"),
                ),
                ("left_at", models.DateTimeField(null=True)),
                ("back_at", models.DateTimeField(null=True)),
                ("back_by_name", models.CharField(blank=True, max_length=160)),
                ("planned_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["on", "leaves_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("second_name", ""), _negated=True),
                            models.Q(("alone_why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="two_go_together_or_it_is_said_why_one_goes_alone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("watched_by", None),
                            models.Q(
                                models.Q(
                                    ("first", None),
                                    models.Q(("watched_by", models.F("first")), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("second", None),
                                    models.Q(("watched_by", models.F("second")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="whoever_goes_is_watched_for_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("back_at", None), ("back_by_name", "")),
                            models.Q(
                                ("back_at__gte", models.F("left_at")),
                                ("left_at__isnull", False),
                                models.Q(("back_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="whoever_is_back_had_left_and_somebody_said_so",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSafetyNote",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("words", models.TextField(max_length=600, verbose_name="what to know before going there")),
                ("placed_by_name", models.CharField(max_length=160)),
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
                    "household",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.household",
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
                "verbose_name": "historical safety note",
                "verbose_name_plural": "historical safety notes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="SafetyNote",
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
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safety_notes",
                        to="schools.school",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="safety_notes",
                        to="schools.household",
                    ),
                ),
                ("words", models.TextField(max_length=600, verbose_name="what to know before going there")),
                ("placed_by_name", models.CharField(max_length=160)),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="attendance_safetynote_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="a_safety_note_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnouncedLeague",
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
                        related_name="announced_leagues",
                        to="schools.school",
                    ),
                ),
                ("week", models.DateField(verbose_name="week")),
                ("classes", models.JSONField(default=list)),
                ("improved", models.JSONField(default=list)),
                ("reward", models.CharField(blank=True, max_length=120, verbose_name="reward")),
                ("counted", models.JSONField(default=dict)),
                ("announced_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "announced_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("announced_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["-week", "-id"],
            },
        ),
        migrations.CreateModel(
            name="HallLink",
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
                        related_name="%(class)ss",
                        to="schools.school",
                    ),
                ),
                ("place", models.CharField(max_length=80, verbose_name="where it is")),
                ("until", models.DateField(verbose_name="last day")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_by_name", models.CharField(max_length=160)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at", None), ("revoked_by_name", "")),
                            models.Q(
                                ("revoked_at__isnull", False),
                                models.Q(("revoked_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_halllink_is_revoked_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalExemption",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("disability", "Disability"),
                            ("medical", "Medical need"),
                            ("religion", "Religious observance"),
                            ("bereavement", "Bereavement"),
                            ("young_carer", "Young carer"),
                            ("other", "Another fair reason"),
                        ],
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                (
                    "covers",
                    models.CharField(
                        choices=[
                            (
                                "with_leave",
                                "Absence with leave: illness, appointments, religious observance …",
                            ),
                            ("every", "Every absence, and every late"),
                        ],
                        default=trellis.rules.celebrating.Covers["WITH_LEAVE"],
                        max_length=10,
                        verbose_name="which absence",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
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
                    "placed_by",
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
                "verbose_name": "historical exemption",
                "verbose_name_plural": "historical exemptions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Exemption",
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
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exemptions",
                        to="schools.pupil",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exemptions",
                        to="schools.school",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("disability", "Disability"),
                            ("medical", "Medical need"),
                            ("religion", "Religious observance"),
                            ("bereavement", "Bereavement"),
                            ("young_carer", "Young carer"),
                            ("other", "Another fair reason"),
                        ],
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                (
                    "covers",
                    models.CharField(
                        choices=[
                            (
                                "with_leave",
                                "Absence with leave: illness, appointments, religious observance …",
                            ),
                            ("every", "Every absence, and every late"),
                        ],
                        default=trellis.rules.celebrating.Covers["WITH_LEAVE"],
                        max_length=10,
                        verbose_name="which absence",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "placed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        name="attendance_exemption_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalNomination",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("week", models.DateField(verbose_name="week")),
                ("class_name", models.CharField(blank=True, max_length=20, verbose_name="class")),
                ("reason", models.CharField(max_length=200, verbose_name="what for")),
                ("nominated_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("nominated_by_name", models.CharField(max_length=160)),
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
                    "nominated_by",
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
                "verbose_name": "historical nomination",
                "verbose_name_plural": "historical nominations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Nomination",
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
                        related_name="nominations",
                        to="schools.school",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nominations",
                        to="schools.pupil",
                    ),
                ),
                ("week", models.DateField(verbose_name="week")),
                ("class_name", models.CharField(blank=True, max_length=20, verbose_name="class")),
                ("reason", models.CharField(max_length=200, verbose_name="what for")),
                ("nominated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "nominated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("nominated_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["-week", "class_name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "pupil", "week"), name="a_child_is_in_the_gold_book_once_a_week"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Draw",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="schools.school"
                    ),
                ),
                ("occasion", models.CharField(max_length=60)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("prize", models.CharField(max_length=120, verbose_name="prize")),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(verbose_name="until")),
                ("digest", models.CharField(max_length=64)),
                ("counted", models.JSONField(default=dict)),
                (
                    "reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why it is drawn again"),
                ),
                ("fixed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "fixed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("fixed_by_name", models.CharField(max_length=160)),
                ("seed", models.CharField(blank=True, max_length=32)),
                ("winner", models.PositiveIntegerField(null=True)),
                ("drawn_at", models.DateTimeField(null=True)),
                (
                    "drawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("drawn_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-until", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "occasion", "number"), name="draws_for_an_occasion_are_numbered"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("drawn_at", None), ("drawn_by_name", ""), ("seed", ""), ("winner", None)
                            ),
                            models.Q(
                                models.Q(("seed", ""), _negated=True),
                                models.Q(("drawn_by_name", ""), _negated=True),
                                ("drawn_at__isnull", False),
                                ("winner__gte", 1),
                            ),
                            _connector="OR",
                        ),
                        name="a_draw_is_drawn_by_somebody_with_a_seed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", 1), ("reason", "")),
                            models.Q(("number__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="drawing_again_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalFullDay",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("words", models.CharField(blank=True, max_length=160, verbose_name="what happens that day")),
                ("named_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("named_by_name", models.CharField(max_length=160)),
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
                    "named_by",
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
                "verbose_name": "historical full day",
                "verbose_name_plural": "historical full days",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="FullDay",
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
                        related_name="full_days",
                        to="schools.school",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("words", models.CharField(blank=True, max_length=160, verbose_name="what happens that day")),
                ("named_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "named_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("named_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["-day"],
                "constraints": [
                    models.UniqueConstraint(fields=("school", "day"), name="a_day_is_named_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalLadder",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "holds",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("offered", "Offered: each school may begin with a copy, and decides"),
                            ("without", "In force at each school that has no ladder of its own"),
                            ("every", "In force at every school, in the place of its own"),
                        ],
                        max_length=7,
                        verbose_name="for its schools",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("since", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="in force until")),
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
                "verbose_name": "historical ladder",
                "verbose_name_plural": "historical ladders",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Ladder",
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
                    "holds",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("offered", "Offered: each school may begin with a copy, and decides"),
                            ("without", "In force at each school that has no ladder of its own"),
                            ("every", "In force at every school, in the place of its own"),
                        ],
                        max_length=7,
                        verbose_name="for its schools",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("since", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="in force until")),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None),
                            models.Q(("since__isnull", False), ("until__gte", models.F("since"))),
                            _connector="OR",
                        ),
                        name="a_ladder_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="attendance_ladder_is_of_one_place",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("since__isnull", False), ("until", None)),
                        fields=("school",),
                        name="one_ladder_of_a_school_runs_on",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("since__isnull", False), ("until", None)),
                        fields=("grouping",),
                        name="one_ladder_of_a_grouping_runs_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping", None), ("holds", "")),
                            models.Q(("holds", ""), ("since", None)),
                            models.Q(
                                models.Q(("holds", ""), _negated=True),
                                ("grouping__isnull", False),
                                ("since__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_ladder_says_how_it_holds_where_it_is_a_groupings_and_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallClaim",
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
                        related_name="call_claims",
                        to="schools.school",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("home", models.CharField(max_length=30)),
                ("at", models.DateTimeField(verbose_name="since")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("school", "day", "home"), name="one_claim_a_home_and_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="StepSaid",
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
                        related_name="steps_said",
                        to="schools.school",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps_said",
                        to="schools.pupil",
                    ),
                ),
                ("out_since", models.DateField(verbose_name="out since")),
                ("step", models.CharField(max_length=120, verbose_name="step")),
                ("done", models.BooleanField(verbose_name="whether it was done")),
                (
                    "words",
                    models.CharField(blank=True, max_length=300, verbose_name="what came of it, or why not"),
                ),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "said_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("said_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["said_at", "id"],
                "indexes": [
                    models.Index(fields=["school", "out_since"], name="attendance__school__3dddcb_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done", True), models.Q(("words", ""), _negated=True), _connector="OR"
                        ),
                        name="a_step_not_done_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerLink",
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
                        related_name="answer_links",
                        to="schools.school",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer_link",
                        to="correspondence.item",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer_links",
                        to="schools.contact",
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField(verbose_name="ends")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "came_of",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("told", "Told us of the absence"),
                            ("thought_here", "Thought the child was at school"),
                        ],
                        max_length=12,
                    ),
                ),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by_name", models.CharField(blank=True, max_length=160)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("pupils", models.ManyToManyField(related_name="answer_links", to="schools.pupil")),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("came_of", "")),
                            models.Q(
                                ("answered_at__isnull", False), models.Q(("came_of", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="an_answer_by_a_link_says_what_came_of_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at", None), ("revoked_by_name", "")),
                            models.Q(
                                ("revoked_at__isnull", False),
                                models.Q(("revoked_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_answer_link_is_revoked_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosureOfSeveral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="schools.grouping",
                    ),
                ),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(verbose_name="to")),
                ("words", models.CharField(max_length=200, verbose_name="why, in words families read")),
                ("decided_by", models.CharField(max_length=120, verbose_name="decided by")),
                ("announced_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "announced_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("announced_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["-since", "-id"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalLeaveRequest",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("asked_by_name", models.CharField(max_length=120, verbose_name="who asked")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("letter", "Form or letter"),
                            ("email", "E-mail"),
                            ("message", "Text or message"),
                            ("telephone", "Telephone"),
                            ("in_person", "In person"),
                        ],
                        max_length=9,
                        verbose_name="how",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked on")),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(verbose_name="to")),
                ("reason", models.TextField(max_length=1000, verbose_name="the reason in their words")),
                ("taken_in_by_name", models.CharField(max_length=160)),
                ("meeting_on", models.DateField(null=True, verbose_name="day of the meeting")),
                ("meeting_at", models.TimeField(null=True, verbose_name="time of the meeting")),
                (
                    "meeting_place",
                    models.CharField(blank=True, max_length=120, verbose_name="place of the meeting"),
                ),
                (
                    "not_taken_up",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="why the meeting was not taken up"
                    ),
                ),
                ("granted_since", models.DateField(null=True, verbose_name="granted from")),
                ("granted_until", models.DateField(null=True, verbose_name="granted to")),
                ("code", models.CharField(blank=True, max_length=2, verbose_name="code")),
                ("why_decided", models.TextField(blank=True, max_length=1000, verbose_name="reasons")),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=160)),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "taken_back_why",
                    models.CharField(blank=True, max_length=200, verbose_name="why it is taken back"),
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
                    "asked_by",
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
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="correspondence.conversation",
                    ),
                ),
                (
                    "decided_by",
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
                "verbose_name": "historical leave request",
                "verbose_name_plural": "historical leave requests",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LeaveRequest",
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
                        related_name="leave_requests",
                        to="schools.school",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schools.contact",
                    ),
                ),
                ("asked_by_name", models.CharField(max_length=120, verbose_name="who asked")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("letter", "Form or letter"),
                            ("email", "E-mail"),
                            ("message", "Text or message"),
                            ("telephone", "Telephone"),
                            ("in_person", "In person"),
                        ],
                        max_length=9,
                        verbose_name="how",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked on")),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(verbose_name="to")),
                ("reason", models.TextField(max_length=1000, verbose_name="the reason in their words")),
                ("taken_in_by_name", models.CharField(max_length=160)),
                ("meeting_on", models.DateField(null=True, verbose_name="day of the meeting")),
                ("meeting_at", models.TimeField(null=True, verbose_name="time of the meeting")),
                (
                    "meeting_place",
                    models.CharField(blank=True, max_length=120, verbose_name="place of the meeting"),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leave_requests",
                        to="correspondence.conversation",
                    ),
                ),
                (
                    "not_taken_up",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="why the meeting was not taken up"
                    ),
                ),
                ("granted_since", models.DateField(null=True, verbose_name="granted from")),
                ("granted_until", models.DateField(null=True, verbose_name="granted to")),
                ("code", models.CharField(blank=True, max_length=2, verbose_name="code")),
                ("why_decided", models.TextField(blank=True, max_length=1000, verbose_name="reasons")),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_by_name", models.CharField(blank=True, max_length=160)),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "taken_back_why",
                    models.CharField(blank=True, max_length=200, verbose_name="why it is taken back"),
                ),
                ("pupils", models.ManyToManyField(related_name="leave_requests", to="schools.pupil")),
                (
                    "plans",
                    models.ManyToManyField(related_name="leave_requests", to="registers.expectedabsence"),
                ),
            ],
            options={
                "ordering": ["since", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="leave_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_at", None),
                            ("meeting__isnull", False),
                            models.Q(("not_taken_up", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="leave_is_decided_once_a_meeting_was_held_or_not_taken_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None),
                                ("decided_by_name", ""),
                                ("granted_since", None),
                                ("why_decided", ""),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                models.Q(("decided_by_name", ""), _negated=True),
                                models.Q(("why_decided", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="leave_is_decided_by_somebody_with_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code", ""), ("granted_since", None), ("granted_until", None)),
                            models.Q(
                                ("granted_since__gte", models.F("since")),
                                ("granted_until__lte", models.F("until")),
                                ("granted_until__gte", models.F("granted_since")),
                                models.Q(("code", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="leave_is_granted_within_what_was_asked_with_a_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_back_at", None), ("taken_back_why", "")),
                            models.Q(
                                ("taken_back_at__isnull", False),
                                models.Q(("taken_back_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="leave_is_taken_back_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeskLink",
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
                        related_name="%(class)ss",
                        to="schools.school",
                    ),
                ),
                ("place", models.CharField(max_length=80, verbose_name="where it is")),
                ("until", models.DateField(verbose_name="last day")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_by_name", models.CharField(max_length=160)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at", None), ("revoked_by_name", "")),
                            models.Q(
                                ("revoked_at__isnull", False),
                                models.Q(("revoked_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_desklink_is_revoked_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Leaving",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("set_aside_at", models.DateTimeField(null=True)),
                ("set_aside_by_name", models.CharField(blank=True, max_length=160)),
                ("set_aside_why", models.CharField(blank=True, max_length=200)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leavings",
                        to="schools.school",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leavings",
                        to="schools.pupil",
                    ),
                ),
                ("date", models.DateField()),
                ("left_at", models.DateTimeField(verbose_name="when")),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schools.contact",
                    ),
                ),
                ("went_with", models.CharField(max_length=120, verbose_name="with whom")),
                (
                    "agreed_with",
                    models.CharField(blank=True, max_length=120, verbose_name="who agreed to it"),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="why")),
                ("code", models.CharField(max_length=2, verbose_name="code for sessions missed")),
                ("expected_back", models.TimeField(null=True, verbose_name="expected back at")),
                (
                    "expects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="registers.expectedabsence",
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("recorded_by_name", models.CharField(max_length=160)),
                ("back_at", models.DateTimeField(null=True)),
                ("back_recorded_at", models.DateTimeField(null=True)),
                ("back_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-left_at", "-id"],
                "indexes": [models.Index(fields=["school", "date"], name="attendance__school__2d59b8_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("set_aside_at", None), ("set_aside_by_name", ""), ("set_aside_why", "")
                            ),
                            models.Q(
                                ("set_aside_at__isnull", False),
                                models.Q(("set_aside_by_name", ""), _negated=True),
                                models.Q(("set_aside_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_leaving_is_set_aside_by_somebody_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("back_at", None), ("back_by_name", ""), ("back_recorded_at", None)),
                            models.Q(
                                ("back_at__gte", models.F("left_at")),
                                ("back_recorded_at__isnull", False),
                                models.Q(("back_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="whoever_is_back_came_after_they_left_and_somebody_saw_it",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("back_at", None), ("set_aside_at", None)),
                        fields=("school", "pupil", "date"),
                        name="a_child_is_out_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="attendance.notice",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed: the authority has not answered"),
                            ("not_issued", "Not issued"),
                            ("issued", "Issued"),
                            ("paid", "Paid"),
                            ("prosecuted", "Prosecuted"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                ("words", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ContractReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="attendance.attendancecontract",
                    ),
                ),
                ("on", models.DateField()),
                ("words", models.TextField(max_length=1000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["on", "id"],
            },
        ),
        migrations.CreateModel(
            name="AuthorityRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="attendance.authorityfile",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="told_to_authority",
                        to="schools.pupil",
                    ),
                ),
                ("since", models.DateField()),
                ("cells", models.JSONField()),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("file", "pupil", "since"), name="a_matter_stands_in_a_file_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_ins",
                        to="attendance.visitround",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="what was heard or done")),
                ("expected_back", models.DateTimeField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="VisitDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_devices",
                        to="schools.school",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to="attendance.visitround",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="what it is called")),
                ("session_key", models.CharField(max_length=40)),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("heard_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-taken_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at", None), ("revoked_by_name", "")),
                            models.Q(
                                ("revoked_at__isnull", False),
                                models.Q(("revoked_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_device_is_revoked_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tickets",
                        to="attendance.draw",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("ticket", models.CharField(max_length=32)),
                ("secret", models.CharField(max_length=32)),
                (
                    "pupil",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tickets",
                        to="schools.pupil",
                    ),
                ),
            ],
            options={
                "ordering": ["draw", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("draw", "number"), name="tickets_of_a_draw_are_numbered")
                ],
            },
        ),
        migrations.CreateModel(
            name="LadderStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("class_teacher", "Class teacher"),
                            ("supply_teacher", "Supply teacher"),
                            ("office", "School office"),
                            ("attendance_lead", "Attendance lead"),
                            ("inclusion_lead", "Inclusion lead"),
                            ("safeguarding_lead", "Safeguarding lead"),
                            ("head", "Headteacher"),
                            ("governor", "Governor"),
                            ("data_manager", "Data manager"),
                            ("ewo", "Education welfare officer"),
                            ("trust_officer", "Trust officer"),
                            ("authority_officer", "Authority officer"),
                        ],
                        max_length=24,
                        verbose_name="role",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schools.team",
                        verbose_name="team",
                    ),
                ),
                (
                    "ladder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="attendance.ladder",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80, verbose_name="step")),
                ("act", models.CharField(max_length=10, verbose_name="kind")),
                ("again", models.CharField(max_length=9, verbose_name="how often")),
                (
                    "after",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next",
                        to="attendance.ladderstep",
                    ),
                ),
                ("wait", models.PositiveSmallIntegerField(default=0)),
                ("within", models.PositiveSmallIntegerField(default=0)),
                ("minutes", models.PositiveSmallIntegerField(default=0)),
                ("words", models.TextField(blank=True, verbose_name="what is to be done")),
            ],
            options={
                "ordering": ["place", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("role", "")),
                            models.Q(("person", None), ("team", None)),
                            models.Q(("role", ""), ("team", None)),
                            _connector="OR",
                        ),
                        name="attendance_ladderstep_has_one_owner_or_none",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Closure",
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
                        related_name="closures",
                        to="schools.school",
                    ),
                ),
                (
                    "of_several",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="attendance.closureofseveral",
                    ),
                ),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(verbose_name="to")),
                (
                    "halves",
                    models.CharField(
                        choices=[
                            ("day", "All day"),
                            ("am", "The morning only"),
                            ("pm", "The afternoon only"),
                        ],
                        default="day",
                        max_length=3,
                        verbose_name="sessions",
                    ),
                ),
                ("whole", models.BooleanField(verbose_name="the whole school")),
                ("year_groups", models.JSONField(default=list)),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="what is closed")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("weather", "Snow, ice or storm"),
                            ("flood", "Flood"),
                            ("building", "No heating, water or power, or an unsafe building"),
                            ("strike", "Strike: too few staff to open safely"),
                            ("health", "Public health guidance"),
                            ("polling", "Polling station, or otherwise closed as planned"),
                            ("other", "Something else that could not be avoided"),
                        ],
                        max_length=8,
                        verbose_name="why",
                    ),
                ),
                ("words", models.CharField(max_length=200, verbose_name="why, in words families read")),
                ("code", models.CharField(max_length=2, verbose_name="code")),
                ("decided_by", models.CharField(max_length=120, verbose_name="decided by")),
                ("announced_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "announced_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("announced_by_name", models.CharField(max_length=160)),
                ("classes", models.ManyToManyField(related_name="closures", to="schools.schoolclass")),
            ],
            options={
                "ordering": ["-since", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="a_closure_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", ""), _negated=True),
                            models.Q(("words", ""), _negated=True),
                        ),
                        name="a_closure_was_decided_by_somebody_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("set_aside_at", models.DateTimeField(null=True)),
                ("set_aside_by_name", models.CharField(blank=True, max_length=160)),
                ("set_aside_why", models.CharField(blank=True, max_length=200)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrivals",
                        to="schools.school",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="arrivals",
                        to="schools.pupil",
                    ),
                ),
                ("typed", models.CharField(blank=True, max_length=120, verbose_name="name as typed")),
                ("date", models.DateField()),
                ("session", models.CharField(choices=[("AM", "Morning"), ("PM", "Afternoon")], max_length=2)),
                ("at", models.DateTimeField(verbose_name="when")),
                ("code", models.CharField(blank=True, max_length=2, verbose_name="code")),
                ("minutes_late", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="why")),
                ("brought_by", models.CharField(blank=True, max_length=120, verbose_name="who brought them")),
                (
                    "desk",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="arrivals",
                        to="attendance.desklink",
                    ),
                ),
                ("entry", models.BigIntegerField(null=True)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("recorded_by_name", models.CharField(max_length=160)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["school", "date"], name="attendance__school__77500b_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("set_aside_at", None), ("set_aside_by_name", ""), ("set_aside_why", "")
                            ),
                            models.Q(
                                ("set_aside_at__isnull", False),
                                models.Q(("set_aside_by_name", ""), _negated=True),
                                models.Q(("set_aside_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_arrival_is_set_aside_by_somebody_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pupil__isnull", False), models.Q(("typed", ""), _negated=True), _connector="OR"
                        ),
                        name="an_arrival_is_a_childs_or_a_typed_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("settled_by_name", "")),
                            models.Q(
                                ("settled_at__isnull", False),
                                models.Q(("settled_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_arrival_is_settled_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("set_aside_at", None)),
                        fields=("school", "pupil", "date", "session"),
                        name="a_child_comes_to_a_session_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalUnwell",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("set_aside_at", models.DateTimeField(null=True)),
                ("set_aside_by_name", models.CharField(blank=True, max_length=160)),
                ("set_aside_why", models.CharField(blank=True, max_length=200)),
                ("date", models.DateField()),
                ("since", models.DateTimeField(verbose_name="since")),
                ("symptoms", models.CharField(max_length=300, verbose_name="what was seen or said")),
                ("place", models.CharField(max_length=80, verbose_name="where they are looked after")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("waits", "Not decided yet"),
                            ("stays", "Stays with us for now"),
                            ("class", "Back in class"),
                            ("home", "Goes home"),
                        ],
                        default="waits",
                        max_length=5,
                        verbose_name="what was decided",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=120, verbose_name="who decided")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("recorded_by_name", models.CharField(max_length=160)),
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
                    "leaving",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="attendance.leaving",
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
                "verbose_name": "historical unwell",
                "verbose_name_plural": "historical unwells",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Unwell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("set_aside_at", models.DateTimeField(null=True)),
                ("set_aside_by_name", models.CharField(blank=True, max_length=160)),
                ("set_aside_why", models.CharField(blank=True, max_length=200)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unwell",
                        to="schools.school",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="unwell", to="schools.pupil"
                    ),
                ),
                ("date", models.DateField()),
                ("since", models.DateTimeField(verbose_name="since")),
                ("symptoms", models.CharField(max_length=300, verbose_name="what was seen or said")),
                ("place", models.CharField(max_length=80, verbose_name="where they are looked after")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("waits", "Not decided yet"),
                            ("stays", "Stays with us for now"),
                            ("class", "Back in class"),
                            ("home", "Goes home"),
                        ],
                        default="waits",
                        max_length=5,
                        verbose_name="what was decided",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=120, verbose_name="who decided")),
                (
                    "leaving",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="unwell",
                        to="attendance.leaving",
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("recorded_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["-since", "-id"],
                "indexes": [models.Index(fields=["school", "date"], name="attendance__school__94870f_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("set_aside_at", None), ("set_aside_by_name", ""), ("set_aside_why", "")
                            ),
                            models.Q(
                                ("set_aside_at__isnull", False),
                                models.Q(("set_aside_by_name", ""), _negated=True),
                                models.Q(("set_aside_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="unwell_is_set_aside_by_somebody_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", ""), ("decision", "waits")),
                            models.Q(
                                models.Q(("decision", "waits"), _negated=True),
                                models.Q(("decided_by", ""), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="what_becomes_of_a_child_unwell_is_decided_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClinicAskedFor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked_for_by",
                        to="gatherings.familyinvitation",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.pupil"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clinics",
                        to="attendance.ladderstep",
                    ),
                ),
                ("occasion", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField()),
                ("says", models.CharField(max_length=240)),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("invitation", "pupil", "step", "occasion"),
                        name="a_step_asks_an_invitation_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HomeVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="attendance.visitround",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="home_visits",
                        to="schools.pupil",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schools.contact",
                    ),
                ),
                ("why", models.CharField(max_length=300, verbose_name="why")),
                (
                    "step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="attendance.ladderstep",
                    ),
                ),
                ("occasion", models.PositiveSmallIntegerField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("says", models.CharField(blank=True, max_length=240)),
            ],
            options={
                "ordering": ["place", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "pupil"), name="a_child_is_on_a_round_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_on", None), ("occasion", None), ("step", None)),
                            models.Q(
                                ("due_on__isnull", False),
                                ("occasion__isnull", False),
                                ("step__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_visit_a_step_asks_for_says_which_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalLadderStep",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("class_teacher", "Class teacher"),
                            ("supply_teacher", "Supply teacher"),
                            ("office", "School office"),
                            ("attendance_lead", "Attendance lead"),
                            ("inclusion_lead", "Inclusion lead"),
                            ("safeguarding_lead", "Safeguarding lead"),
                            ("head", "Headteacher"),
                            ("governor", "Governor"),
                            ("data_manager", "Data manager"),
                            ("ewo", "Education welfare officer"),
                            ("trust_officer", "Trust officer"),
                            ("authority_officer", "Authority officer"),
                        ],
                        max_length=24,
                        verbose_name="role",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80, verbose_name="step")),
                ("act", models.CharField(max_length=10, verbose_name="kind")),
                ("again", models.CharField(max_length=9, verbose_name="how often")),
                ("wait", models.PositiveSmallIntegerField(default=0)),
                ("within", models.PositiveSmallIntegerField(default=0)),
                ("minutes", models.PositiveSmallIntegerField(default=0)),
                ("words", models.TextField(blank=True, verbose_name="what is to be done")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.team",
                        verbose_name="team",
                    ),
                ),
                (
                    "ladder",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="attendance.ladder",
                    ),
                ),
                (
                    "after",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="attendance.ladderstep",
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
                "verbose_name": "historical ladder step",
                "verbose_name_plural": "historical ladder steps",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLadderCondition",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("what", models.CharField(max_length=12)),
                ("how", models.CharField(max_length=8)),
                ("operator", models.CharField(max_length=2)),
                ("figure", models.DecimalField(decimal_places=2, max_digits=5)),
                ("window", models.CharField(max_length=9)),
                ("weeks", models.PositiveSmallIntegerField(default=0)),
                ("fewest", models.PositiveSmallIntegerField(default=0)),
                (
                    "step",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="attendance.ladderstep",
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
                "verbose_name": "historical ladder condition",
                "verbose_name_plural": "historical ladder conditions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LadderCondition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conditions",
                        to="attendance.ladderstep",
                    ),
                ),
                ("what", models.CharField(max_length=12)),
                ("how", models.CharField(max_length=8)),
                ("operator", models.CharField(max_length=2)),
                ("figure", models.DecimalField(decimal_places=2, max_digits=5)),
                ("window", models.CharField(max_length=9)),
                ("weeks", models.PositiveSmallIntegerField(default=0)),
                ("fewest", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="StepAnswer",
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
                        related_name="step_answers",
                        to="schools.school",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="step_answers",
                        to="schools.pupil",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="attendance.ladderstep",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("occasion", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField(verbose_name="fell due")),
                ("says", models.CharField(max_length=240)),
                (
                    "answer",
                    models.CharField(
                        choices=[("done", "Done"), ("not", "Not appropriate"), ("later", "Later")],
                        max_length=5,
                        verbose_name="answer",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="why, or what was done")),
                ("until", models.DateField(blank=True, null=True, verbose_name="to be asked again on")),
                ("on", models.DateField(verbose_name="day")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["at", "pk"],
                "indexes": [models.Index(fields=["school", "year", "pupil"], name="step_answers_of_a_year")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "later"), _negated=True),
                            ("until__isnull", False),
                            _connector="OR",
                        ),
                        name="what_is_put_off_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "not"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="what_is_not_appropriate_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosedSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "closure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="attendance.closure",
                    ),
                ),
                ("date", models.DateField()),
                ("session", models.CharField(choices=[("AM", "Morning"), ("PM", "Afternoon")], max_length=2)),
                ("in_calendar", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField(null=True)),
                ("entry", models.BigIntegerField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("opened_by_name", models.CharField(blank=True, max_length=160)),
                ("opened_why", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["date", "session"],
                "indexes": [models.Index(fields=["date", "session"], name="attendance__date_24249b_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("closure", "date", "session"), name="a_closure_closes_a_session_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("entry", None), ("written_at__isnull", False), _connector="OR"),
                        name="marks_of_a_closure_are_written_at_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at", None), ("opened_by_name", ""), ("opened_why", "")),
                            models.Q(
                                ("opened_at__isnull", False),
                                models.Q(("opened_by_name", ""), _negated=True),
                                models.Q(("opened_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_session_is_opened_again_by_somebody_and_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Medicine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "unwell",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="medicines",
                        to="attendance.unwell",
                    ),
                ),
                ("given_at", models.DateTimeField(verbose_name="given at")),
                ("medicine", models.CharField(max_length=120, verbose_name="medicine")),
                ("dose", models.CharField(max_length=80, verbose_name="how much")),
                ("given_by", models.CharField(max_length=120, verbose_name="given by")),
                ("consent_by", models.CharField(max_length=120, verbose_name="who consented")),
                (
                    "consent",
                    models.CharField(
                        choices=[
                            ("written", "In writing"),
                            ("telephone", "By telephone"),
                            ("person", "In person"),
                        ],
                        max_length=9,
                        verbose_name="how they consented",
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("recorded_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["given_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("medicine", ""), _negated=True),
                            models.Q(("dose", ""), _negated=True),
                            models.Q(("given_by", ""), _negated=True),
                            models.Q(("consent_by", ""), _negated=True),
                        ),
                        name="medicine_is_given_by_somebody_with_consent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitOutcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.UUIDField(unique=True)),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcomes",
                        to="attendance.homevisit",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("child", "Saw the child"),
                            ("adult", "Spoke with an adult, did not see the child"),
                            ("not_in", "Nobody was in"),
                            ("elsewhere", "They do not live there any more"),
                            ("not_safe", "Did not go in: it did not feel safe"),
                        ],
                        max_length=9,
                        verbose_name="what came of it",
                    ),
                ),
                (
                    "words",
                    models.TextField(blank=True, max_length=2000, verbose_name="what was said and seen"),
                ),
                ("next_words", models.CharField(blank=True, max_length=300, verbose_name="next step")),
                ("next_due", models.DateField(null=True, verbose_name="by when")),
                (
                    "next_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("next_done_at", models.DateTimeField(null=True)),
                ("next_done_by_name", models.CharField(blank=True, max_length=160)),
                ("at", models.DateTimeField(verbose_name="when")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(max_length=160)),
                (
                    "device",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="outcomes",
                        to="attendance.visitdevice",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_due", None), ("next_words", "")),
                            models.Q(
                                models.Q(("next_words", ""), _negated=True), ("next_due__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="a_next_step_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_done_at", None), ("next_done_by_name", "")),
                            models.Q(
                                ("next_done_at__isnull", False),
                                models.Q(("next_done_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_next_step_is_done_by_somebody",
                    ),
                ],
            },
        ),
    ]
