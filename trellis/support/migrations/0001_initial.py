import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("evidence", "0001_initial"),
        ("gatherings", "0001_initial"),
        ("learning", "0001_initial"),
        ("schools", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalAudit",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[("safeguarding", "Safeguarding"), ("nurture", "Quality of nurture")],
                        max_length=12,
                        verbose_name="of what",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="school year")),
                ("begun_on", models.DateField()),
                ("begun_by_name", models.CharField(max_length=160)),
                ("judged_by", models.CharField(blank=True, max_length=300, verbose_name="who judged")),
                ("words", models.TextField(blank=True, verbose_name="in a few sentences")),
                ("frozen_on", models.DateField(blank=True, null=True)),
                ("frozen_by_name", models.CharField(blank=True, max_length=160)),
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
                "verbose_name": "historical audit",
                "verbose_name_plural": "historical audits",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Audit",
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
                    "subject",
                    models.CharField(
                        choices=[("safeguarding", "Safeguarding"), ("nurture", "Quality of nurture")],
                        max_length=12,
                        verbose_name="of what",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="school year")),
                ("begun_on", models.DateField()),
                ("begun_by_name", models.CharField(max_length=160)),
                ("judged_by", models.CharField(blank=True, max_length=300, verbose_name="who judged")),
                ("words", models.TextField(blank=True, verbose_name="in a few sentences")),
                ("frozen_on", models.DateField(blank=True, null=True)),
                ("frozen_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-year", "subject", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="support_audit_is_of_one_place",
                    ),
                    models.UniqueConstraint(
                        fields=("school", "subject", "year"), name="a_school_is_audited_once_a_year"
                    ),
                    models.UniqueConstraint(
                        fields=("grouping", "subject", "year"), name="a_grouping_is_audited_once_a_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("frozen_by_name", ""), ("frozen_on", None)),
                            models.Q(
                                ("frozen_on__isnull", False),
                                models.Q(("frozen_by_name", ""), _negated=True),
                                models.Q(("judged_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_audit_is_frozen_by_somebody_with_who_judged",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalVulnerabilityTable",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("menus", models.JSONField(default=dict)),
                ("until", models.DateField(blank=True, null=True, verbose_name="used until")),
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
                "verbose_name": "historical vulnerability table",
                "verbose_name_plural": "historical vulnerability tables",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="VulnerabilityTable",
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
                ("menus", models.JSONField(default=dict)),
                ("until", models.DateField(blank=True, null=True, verbose_name="used until")),
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
                        name="support_vulnerabilitytable_is_of_one_place",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("school",),
                        name="a_school_goes_by_one_table_of_its_own",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("grouping",),
                        name="a_grouping_goes_by_one_table",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DecidedLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decided_levels",
                        to="schools.pupil",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decided_levels",
                        to="schools.school",
                    ),
                ),
                ("on", models.DateField(verbose_name="decided on")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "None of the levels"), (1, "Level 1"), (2, "Level 2"), (3, "Level 3")],
                        verbose_name="level",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="why")),
                (
                    "protected_reason",
                    models.TextField(
                        blank=True, verbose_name="why, for those who may see why a child is protected"
                    ),
                ),
                ("signs", models.JSONField(default=list)),
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
                "ordering": ["-on", "-pk"],
                "indexes": [models.Index(fields=["school", "on"], name="support_dec_school__c27f69_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("by_name", ""), _negated=True),
                        name="a_level_is_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 0), ("level__lte", 3)),
                        name="a_decided_level_is_one_of_them",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TermCount",
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
                        related_name="term_counts",
                        to="schools.school",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "term",
                    models.CharField(
                        choices=[("autumn", "Autumn"), ("spring", "Spring"), ("summer", "Summer")],
                        max_length=6,
                        verbose_name="term",
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[("counted", "Counted here"), ("sent", "As the school sent them")],
                        max_length=7,
                    ),
                ),
                (
                    "level_1",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.reading"
                    ),
                ),
                (
                    "level_2",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.reading"
                    ),
                ),
                (
                    "level_3",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.reading"
                    ),
                ),
                (
                    "key_workers",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.reading"
                    ),
                ),
                ("kept_at", models.DateTimeField()),
                ("kept_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["year", "pk"],
                "indexes": [
                    models.Index(fields=["school", "year", "term"], name="support_ter_school__220136_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="Cohort",
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
                        related_name="cohorts",
                        to="schools.school",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="what it is called")),
                ("year", models.PositiveSmallIntegerField()),
                ("half_term", models.CharField(max_length=40, verbose_name="for the half-term")),
                ("asked", models.JSONField()),
                (
                    "found",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.reading"
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="after",
                        to="support.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="a_cohort_has_a_name"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Programme",
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
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("universal", "Universal"),
                            ("targeted", "Targeted"),
                            ("specialist", "Specialist"),
                        ],
                        default="targeted",
                        max_length=10,
                        verbose_name="tier",
                    ),
                ),
                ("about", models.TextField(verbose_name="what it is for")),
                (
                    "led_by",
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
                        verbose_name="led by",
                    ),
                ),
                (
                    "review_weeks",
                    models.PositiveSmallIntegerField(default=6, verbose_name="weeks between reviews"),
                ),
                (
                    "lasts_weeks",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="weeks it lasts at most"
                    ),
                ),
                (
                    "lasts_terms",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="terms it lasts at most, the first among them"
                    ),
                ),
                (
                    "read_weeks",
                    models.PositiveSmallIntegerField(default=6, verbose_name="weeks read before it begins"),
                ),
                ("exit_words", models.TextField(blank=True, verbose_name="when it ends, in words")),
                ("reasons", models.JSONField(blank=True, default=list, verbose_name="reasons one may find")),
                ("checklist", models.JSONField(blank=True, default=list, verbose_name="checklist")),
                (
                    "ratings",
                    models.JSONField(blank=True, default=list, verbose_name="what is rated from 1 to 5"),
                ),
                (
                    "asks_consent",
                    models.BooleanField(default=False, verbose_name="needs the family’s consent"),
                ),
                (
                    "has_team",
                    models.BooleanField(default=False, verbose_name="has a team with other agencies"),
                ),
                (
                    "asks_tried",
                    models.BooleanField(
                        default=False, verbose_name="begins only once the page shows what was tried"
                    ),
                ),
                (
                    "fewest_places",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="fewest places"),
                ),
                (
                    "most_places",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="most places"),
                ),
                (
                    "adults",
                    models.PositiveSmallIntegerField(default=1, verbose_name="adults a group of it needs"),
                ),
                (
                    "talk_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        verbose_name="days of illness that open a conversation about education",
                    ),
                ),
                (
                    "pounds_a_child",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="what was agreed for each child, in pounds",
                    ),
                ),
                (
                    "evidence_on_doubt",
                    models.BooleanField(
                        default=False, verbose_name="medical evidence is asked for only on a recorded doubt"
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="used until")),
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
                        name="support_programme_is_of_one_place",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("school", "name"),
                        name="one_programme_of_a_name_at_a_school",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("grouping", "name"),
                        name="one_programme_of_a_name_at_a_grouping",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("about", ""), _negated=True)
                        ),
                        name="a_programme_is_named_and_says_what_it_is_for",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("read_weeks__gte", 1), ("review_weeks__gte", 1)),
                        name="a_programme_is_reviewed_and_reads_some_weeks",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pounds_a_child", None), ("pounds_a_child__gt", 0), _connector="OR"
                        ),
                        name="support_costs_something_or_is_not_costed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fewest_places", None), ("most_places", None)),
                            models.Q(
                                ("fewest_places__gte", 1), ("most_places__gte", models.F("fewest_places"))
                            ),
                            _connector="OR",
                        ),
                        name="places_are_from_fewest_to_most",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalMeetingBody",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("forum", "Learning forum"),
                            ("inclusion", "Inclusion team"),
                            ("supervision", "Supervision"),
                            ("guidance", "Guidance and support meeting"),
                        ],
                        default="forum",
                        max_length=11,
                        verbose_name="what sort",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("recurrence", models.JSONField()),
                ("at", models.TimeField(blank=True, null=True, verbose_name="at what time")),
                ("where", models.CharField(blank=True, max_length=120, verbose_name="where")),
                ("standing", models.JSONField(blank=True, default=list, verbose_name="standing items")),
                (
                    "still_weeks",
                    models.PositiveSmallIntegerField(default=4, verbose_name="weeks without movement"),
                ),
                ("also", models.JSONField(blank=True, default=list, verbose_name="also on its agenda")),
                ("is_laid_aside", models.BooleanField(default=False, verbose_name="it meets no more")),
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
                "verbose_name": "historical meeting body",
                "verbose_name_plural": "historical meeting bodys",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOfferLevel",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("universal", "Universal"),
                            ("targeted", "Targeted"),
                            ("specialist", "Specialist"),
                        ],
                        max_length=10,
                        verbose_name="tier",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=300, verbose_name="what it is")),
                ("place_in", models.PositiveSmallIntegerField()),
                ("until", models.DateField(blank=True, null=True)),
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
                "verbose_name": "historical offer level",
                "verbose_name_plural": "historical offer levels",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="OfferLevel",
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
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("universal", "Universal"),
                            ("targeted", "Targeted"),
                            ("specialist", "Specialist"),
                        ],
                        max_length=10,
                        verbose_name="tier",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=300, verbose_name="what it is")),
                ("place_in", models.PositiveSmallIntegerField()),
                ("until", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["place_in", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="support_offerlevel_is_of_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="a_level_of_the_offer_has_a_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalProtectedRecord",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("begun_by_name", models.CharField(max_length=160)),
                ("passed_to", models.CharField(blank=True, max_length=160, verbose_name="passed on to")),
                (
                    "received_on",
                    models.DateField(blank=True, null=True, verbose_name="they said that it came, on"),
                ),
                ("ended_by_name", models.CharField(blank=True, max_length=160)),
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
                    "hold",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.hold",
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
                "verbose_name": "historical protected record",
                "verbose_name_plural": "historical protected records",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ProtectedRecord",
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
                        related_name="protected_records",
                        to="schools.pupil",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protected_records",
                        to="schools.school",
                    ),
                ),
                (
                    "hold",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schools.hold",
                    ),
                ),
                ("begun_by_name", models.CharField(max_length=160)),
                ("passed_to", models.CharField(blank=True, max_length=160, verbose_name="passed on to")),
                (
                    "received_on",
                    models.DateField(blank=True, null=True, verbose_name="they said that it came, on"),
                ),
                ("ended_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["pupil__surname", "pupil__forename", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="support_protectedrecord_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("pupil", "school"),
                        name="a_child_has_one_open_protected_record",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_by_name", ""),
                                ("passed_to", ""),
                                ("received_on", None),
                                ("until", None),
                            ),
                            models.Q(
                                ("until__isnull", False), models.Q(("ended_by_name", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="a_protected_record_is_ended_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("received_on", None),
                            models.Q(
                                models.Q(("passed_to", ""), _negated=True),
                                ("received_on__gte", models.F("until")),
                            ),
                            _connector="OR",
                        ),
                        name="only_what_was_passed_on_is_received",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalToRead",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guidance", "Guidance in law"),
                            ("policy", "A policy of ours"),
                            ("training", "Training"),
                        ],
                        default="guidance",
                        max_length=8,
                        verbose_name="what it is",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="what it is called")),
                ("version", models.CharField(blank=True, max_length=60, verbose_name="version")),
                ("about", models.CharField(blank=True, max_length=200, verbose_name="what of it")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="where it is")),
                ("roles", models.JSONField(blank=True, default=list, verbose_name="who must")),
                ("given_on", models.DateField(verbose_name="given out on")),
                ("due_on", models.DateField(verbose_name="by")),
                ("until", models.DateField(blank=True, null=True, verbose_name="asked for until")),
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
                "verbose_name": "historical to read",
                "verbose_name_plural": "historical to reads",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ToRead",
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
                        choices=[
                            ("guidance", "Guidance in law"),
                            ("policy", "A policy of ours"),
                            ("training", "Training"),
                        ],
                        default="guidance",
                        max_length=8,
                        verbose_name="what it is",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="what it is called")),
                ("version", models.CharField(blank=True, max_length=60, verbose_name="version")),
                ("about", models.CharField(blank=True, max_length=200, verbose_name="what of it")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="where it is")),
                ("roles", models.JSONField(blank=True, default=list, verbose_name="who must")),
                ("given_on", models.DateField(verbose_name="given out on")),
                ("due_on", models.DateField(verbose_name="by")),
                ("until", models.DateField(blank=True, null=True, verbose_name="asked for until")),
            ],
            options={
                "ordering": ["due_on", "name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="support_toread_is_of_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="what_is_to_be_read_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("given_on"))),
                        name="it_is_due_after_it_was_given_out",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DailyActivity",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="daily_activities",
                        to="schools.schoolclass",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("words", models.CharField(blank=True, max_length=80, verbose_name="what was done")),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school_class", "on"), name="a_class_has_one_activity_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalStaffCheck",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("on", models.DateField(verbose_name="on")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("talk", "How they are"),
                            ("workload", "Workload"),
                            ("return", "Back after an absence"),
                            ("induction", "Beginning here"),
                            ("thanks", "Something that went well"),
                            ("leaving", "Leaving"),
                        ],
                        max_length=9,
                        verbose_name="what it was about",
                    ),
                ),
                ("words", models.TextField(verbose_name="what was said and agreed")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="next one by")),
                ("by_name", models.CharField(max_length=160)),
                ("own_words", models.TextField(blank=True, verbose_name="what they say of it themselves")),
                ("put_right_on", models.DateField(blank=True, null=True, verbose_name="put right on")),
                ("put_right_by_name", models.CharField(blank=True, max_length=160)),
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
                    "person",
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
                "verbose_name": "historical staff check",
                "verbose_name_plural": "historical staff checks",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="StaffCheck",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_checks",
                        to="schools.school",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_checks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("talk", "How they are"),
                            ("workload", "Workload"),
                            ("return", "Back after an absence"),
                            ("induction", "Beginning here"),
                            ("thanks", "Something that went well"),
                            ("leaving", "Leaving"),
                        ],
                        max_length=9,
                        verbose_name="what it was about",
                    ),
                ),
                ("words", models.TextField(verbose_name="what was said and agreed")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="next one by")),
                ("by_name", models.CharField(max_length=160)),
                ("own_words", models.TextField(blank=True, verbose_name="what they say of it themselves")),
                ("put_right_on", models.DateField(blank=True, null=True, verbose_name="put right on")),
                ("put_right_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="a_check_of_staff_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_on", None), ("next_on__gt", models.F("on")), _connector="OR"
                        ),
                        name="the_next_check_of_staff_comes_after_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("put_right_by_name", ""), ("put_right_on", None)),
                            models.Q(
                                ("put_right_on__isnull", False),
                                models.Q(("put_right_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_check_of_staff_is_put_right_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalProgramme",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("universal", "Universal"),
                            ("targeted", "Targeted"),
                            ("specialist", "Specialist"),
                        ],
                        default="targeted",
                        max_length=10,
                        verbose_name="tier",
                    ),
                ),
                ("about", models.TextField(verbose_name="what it is for")),
                (
                    "led_by",
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
                        verbose_name="led by",
                    ),
                ),
                (
                    "review_weeks",
                    models.PositiveSmallIntegerField(default=6, verbose_name="weeks between reviews"),
                ),
                (
                    "lasts_weeks",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="weeks it lasts at most"
                    ),
                ),
                (
                    "lasts_terms",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="terms it lasts at most, the first among them"
                    ),
                ),
                (
                    "read_weeks",
                    models.PositiveSmallIntegerField(default=6, verbose_name="weeks read before it begins"),
                ),
                ("exit_words", models.TextField(blank=True, verbose_name="when it ends, in words")),
                ("reasons", models.JSONField(blank=True, default=list, verbose_name="reasons one may find")),
                ("checklist", models.JSONField(blank=True, default=list, verbose_name="checklist")),
                (
                    "ratings",
                    models.JSONField(blank=True, default=list, verbose_name="what is rated from 1 to 5"),
                ),
                (
                    "asks_consent",
                    models.BooleanField(default=False, verbose_name="needs the family’s consent"),
                ),
                (
                    "has_team",
                    models.BooleanField(default=False, verbose_name="has a team with other agencies"),
                ),
                (
                    "asks_tried",
                    models.BooleanField(
                        default=False, verbose_name="begins only once the page shows what was tried"
                    ),
                ),
                (
                    "fewest_places",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="fewest places"),
                ),
                (
                    "most_places",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="most places"),
                ),
                (
                    "adults",
                    models.PositiveSmallIntegerField(default=1, verbose_name="adults a group of it needs"),
                ),
                (
                    "talk_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        verbose_name="days of illness that open a conversation about education",
                    ),
                ),
                (
                    "pounds_a_child",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="what was agreed for each child, in pounds",
                    ),
                ),
                (
                    "evidence_on_doubt",
                    models.BooleanField(
                        default=False, verbose_name="medical evidence is asked for only on a recorded doubt"
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="used until")),
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
                "verbose_name": "historical programme",
                "verbose_name_plural": "historical programmes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CrossMatch",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cross_matches",
                        to="schools.grouping",
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("kept_at", models.DateTimeField()),
                ("kept_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["-since"],
                "constraints": [
                    models.UniqueConstraint(fields=("grouping", "since"), name="one_cross_match_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))),
                        name="a_cross_match_is_of_a_month",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCourse",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("parenting", "Parenting programme"),
                            ("family", "Family learning"),
                            ("literacy", "Literacy"),
                            ("numeracy", "Numeracy"),
                            ("eal", "English as an additional language"),
                            ("ict", "Computers and ICT"),
                            ("toddlers", "Parent and toddler group"),
                            ("antenatal", "Before birth"),
                        ],
                        max_length=10,
                        verbose_name="what it is for",
                    ),
                ),
                ("tutor", models.CharField(max_length=160, verbose_name="who holds it")),
                ("where", models.CharField(max_length=120, verbose_name="where")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(6)], verbose_name="weekday"
                    ),
                ),
                ("at", models.TimeField(verbose_name="at")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(480),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                ("since", models.DateField(verbose_name="first day")),
                ("until", models.DateField(blank=True, null=True, verbose_name="last day")),
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
                "verbose_name": "historical course",
                "verbose_name_plural": "historical courses",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Course",
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
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("parenting", "Parenting programme"),
                            ("family", "Family learning"),
                            ("literacy", "Literacy"),
                            ("numeracy", "Numeracy"),
                            ("eal", "English as an additional language"),
                            ("ict", "Computers and ICT"),
                            ("toddlers", "Parent and toddler group"),
                            ("antenatal", "Before birth"),
                        ],
                        max_length=10,
                        verbose_name="what it is for",
                    ),
                ),
                ("tutor", models.CharField(max_length=160, verbose_name="who holds it")),
                ("where", models.CharField(max_length=120, verbose_name="where")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(6)], verbose_name="weekday"
                    ),
                ),
                ("at", models.TimeField(verbose_name="at")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(480),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                ("since", models.DateField(verbose_name="first day")),
                ("until", models.DateField(blank=True, null=True, verbose_name="last day")),
            ],
            options={
                "ordering": ["weekday", "at", "name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="support_course_is_of_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("tutor", ""), _negated=True),
                            models.Q(("where", ""), _negated=True),
                        ),
                        name="a_course_has_a_name_and_somebody_who_holds_it_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="a_course_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCourseNeed",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("parenting", "Parenting programme"),
                            ("family", "Family learning"),
                            ("literacy", "Literacy"),
                            ("numeracy", "Numeracy"),
                            ("eal", "English as an additional language"),
                            ("ict", "Computers and ICT"),
                            ("toddlers", "Parent and toddler group"),
                            ("antenatal", "Before birth"),
                        ],
                        max_length=10,
                        verbose_name="what for",
                    ),
                ),
                ("why", models.CharField(max_length=200, verbose_name="how it is known")),
                ("by_name", models.CharField(max_length=160)),
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
                "verbose_name": "historical course need",
                "verbose_name_plural": "historical course needs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CourseNeed",
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
                        related_name="course_needs",
                        to="schools.school",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="course_needs",
                        to="schools.contact",
                    ),
                ),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("parenting", "Parenting programme"),
                            ("family", "Family learning"),
                            ("literacy", "Literacy"),
                            ("numeracy", "Numeracy"),
                            ("eal", "English as an additional language"),
                            ("ict", "Computers and ICT"),
                            ("toddlers", "Parent and toddler group"),
                            ("antenatal", "Before birth"),
                        ],
                        max_length=10,
                        verbose_name="what for",
                    ),
                ),
                ("why", models.CharField(max_length=200, verbose_name="how it is known")),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["sort", "contact__name", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="support_courseneed_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("school", "contact", "sort"),
                        name="a_need_of_an_adult_is_noted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="a_need_says_how_it_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalExtendedServiceStatus",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("childcare", "Childcare from eight to six"),
                            ("activities", "A range of activities"),
                            ("parenting", "Parenting and family support"),
                            ("specialist", "Swift and easy access to specialist services"),
                            ("community", "Community use of facilities, and family learning"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("delivers", "Delivers"),
                            ("signposts", "Points the way"),
                            ("not_yet", "Not yet"),
                        ],
                        max_length=9,
                        verbose_name="how it stands",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="by whom, and where")),
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
                "verbose_name": "historical extended service status",
                "verbose_name_plural": "historical extended service statuss",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ExtendedServiceStatus",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extended_services",
                        to="schools.school",
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("childcare", "Childcare from eight to six"),
                            ("activities", "A range of activities"),
                            ("parenting", "Parenting and family support"),
                            ("specialist", "Swift and easy access to specialist services"),
                            ("community", "Community use of facilities, and family learning"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("delivers", "Delivers"),
                            ("signposts", "Points the way"),
                            ("not_yet", "Not yet"),
                        ],
                        max_length=9,
                        verbose_name="how it stands",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="by whom, and where")),
            ],
            options={
                "ordering": ["part", "since"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="support_extendedservicestatus_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("school", "part"),
                        name="a_school_stands_one_way_to_a_part_of_the_extended_services",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRota",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="school year")),
                ("turns", models.JSONField(default=list, verbose_name="turns")),
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
                "verbose_name": "historical rota",
                "verbose_name_plural": "historical rotas",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Rota",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="rotas", to="schools.school"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="school year")),
                ("turns", models.JSONField(default=list, verbose_name="turns")),
            ],
            options={
                "ordering": ["-year", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("school", "year"), name="a_school_has_one_rota_a_year")
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAuditQuestion",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("place_in", models.PositiveSmallIntegerField()),
                ("part", models.CharField(max_length=120, verbose_name="part")),
                ("words", models.CharField(max_length=300, verbose_name="question")),
                (
                    "judgement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_place", "In place"),
                            ("partly", "Partly"),
                            ("not_yet", "Not yet"),
                            ("does_not_apply", "Does not apply"),
                        ],
                        max_length=14,
                        verbose_name="how it stands",
                    ),
                ),
                ("evidence", models.TextField(blank=True, verbose_name="what shows it")),
                (
                    "audit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.audit",
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
                "verbose_name": "historical audit question",
                "verbose_name_plural": "historical audit questions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="AuditQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="support.audit",
                    ),
                ),
                ("place_in", models.PositiveSmallIntegerField()),
                ("part", models.CharField(max_length=120, verbose_name="part")),
                ("words", models.CharField(max_length=300, verbose_name="question")),
                (
                    "judgement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_place", "In place"),
                            ("partly", "Partly"),
                            ("not_yet", "Not yet"),
                            ("does_not_apply", "Does not apply"),
                        ],
                        max_length=14,
                        verbose_name="how it stands",
                    ),
                ),
                ("evidence", models.TextField(blank=True, verbose_name="what shows it")),
            ],
            options={
                "ordering": ["place_in", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("audit", "words"), name="an_audit_asks_a_thing_once"),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="a_question_of_an_audit_asks_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("judgement", "in_place"), _negated=True),
                            models.Q(("evidence", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="what_is_in_place_is_shown",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalLevelIndicator",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Level 1"), (2, "Level 2"), (3, "Level 3")], verbose_name="level"
                    ),
                ),
                ("place_in", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=200, verbose_name="indicator")),
                ("measure", models.CharField(blank=True, max_length=40, verbose_name="read by itself from")),
                (
                    "operator",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("at_least", "at_least"),
                            ("above", "above"),
                            ("at_most", "at_most"),
                            ("below", "below"),
                        ],
                        max_length=8,
                        verbose_name="holds",
                    ),
                ),
                (
                    "figure",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="figure"
                    ),
                ),
                (
                    "weeks",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="over so many weeks"
                    ),
                ),
                (
                    "is_protected",
                    models.BooleanField(
                        default=False, verbose_name="only for those who may see why a child is protected"
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="used until")),
                (
                    "table",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.vulnerabilitytable",
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
                "verbose_name": "historical level indicator",
                "verbose_name_plural": "historical level indicators",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LevelIndicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="support.vulnerabilitytable",
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Level 1"), (2, "Level 2"), (3, "Level 3")], verbose_name="level"
                    ),
                ),
                ("place_in", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=200, verbose_name="indicator")),
                ("measure", models.CharField(blank=True, max_length=40, verbose_name="read by itself from")),
                (
                    "operator",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("at_least", "at_least"),
                            ("above", "above"),
                            ("at_most", "at_most"),
                            ("below", "below"),
                        ],
                        max_length=8,
                        verbose_name="holds",
                    ),
                ),
                (
                    "figure",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="figure"
                    ),
                ),
                (
                    "weeks",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="over so many weeks"
                    ),
                ),
                (
                    "is_protected",
                    models.BooleanField(
                        default=False, verbose_name="only for those who may see why a child is protected"
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="used until")),
            ],
            options={
                "ordering": ["level", "place_in", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="an_indicator_says_what_it_is"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 3)),
                        name="an_indicator_is_of_one_of_three_levels",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("figure", None), ("measure", ""), ("operator", ""), ("weeks", None)),
                            models.Q(
                                models.Q(("measure", ""), _negated=True),
                                models.Q(("operator", ""), _negated=True),
                                ("figure__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="an_indicator_that_reads_itself_has_a_side_and_a_figure",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCohortChild",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("first", "On the first list"),
                            ("new", "New"),
                            ("still", "Still on it"),
                            ("back", "Back on it"),
                        ],
                        max_length=5,
                    ),
                ),
                ("why", models.JSONField(default=list)),
                ("is_selected", models.BooleanField(blank=True, null=True, verbose_name="selected")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="why")),
                ("chosen_on", models.DateField(blank=True, null=True)),
                ("chosen_by_name", models.CharField(blank=True, max_length=160)),
                (
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.cohort",
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
                "verbose_name": "historical cohort child",
                "verbose_name_plural": "historical cohort childs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CohortChild",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="support.cohort",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cohorts",
                        to="schools.pupil",
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("first", "On the first list"),
                            ("new", "New"),
                            ("still", "Still on it"),
                            ("back", "Back on it"),
                        ],
                        max_length=5,
                    ),
                ),
                ("why", models.JSONField(default=list)),
                ("is_selected", models.BooleanField(blank=True, null=True, verbose_name="selected")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="why")),
                ("chosen_on", models.DateField(blank=True, null=True)),
                ("chosen_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["pupil__surname", "pupil__forename", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("cohort", "pupil"), name="a_child_is_on_a_list_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("chosen_by_name", ""),
                                ("chosen_on", None),
                                ("is_selected", None),
                                ("reason", ""),
                            ),
                            models.Q(
                                ("chosen_on__isnull", False),
                                ("is_selected__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                                models.Q(("chosen_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_child_is_selected_or_not_by_somebody_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CohortNeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="support.cohort"
                    ),
                ),
                ("permission", models.CharField(blank=True, max_length=60)),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="support.programme",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("permission", ""), ("programme__isnull", False)),
                            models.Q(models.Q(("permission", ""), _negated=True), ("programme", None)),
                            _connector="OR",
                        ),
                        name="a_list_takes_a_permission_or_a_programme",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingBody",
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
                        related_name="meeting_bodies",
                        to="schools.school",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("forum", "Learning forum"),
                            ("inclusion", "Inclusion team"),
                            ("supervision", "Supervision"),
                            ("guidance", "Guidance and support meeting"),
                        ],
                        default="forum",
                        max_length=11,
                        verbose_name="what sort",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("recurrence", models.JSONField()),
                ("at", models.TimeField(blank=True, null=True, verbose_name="at what time")),
                ("where", models.CharField(blank=True, max_length=120, verbose_name="where")),
                ("standing", models.JSONField(blank=True, default=list, verbose_name="standing items")),
                (
                    "still_weeks",
                    models.PositiveSmallIntegerField(default=4, verbose_name="weeks without movement"),
                ),
                ("also", models.JSONField(blank=True, default=list, verbose_name="also on its agenda")),
                ("is_laid_aside", models.BooleanField(default=False, verbose_name="it meets no more")),
                (
                    "programmes",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="support.programme", verbose_name="only cases of"
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "name"), name="a_school_has_a_body_of_a_name_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("name", ""), _negated=True), ("still_weeks__gte", 1)),
                        name="a_body_is_named_and_waits_some_weeks",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalProgrammeScope",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "role",
                    models.CharField(
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
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.programme",
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
                "verbose_name": "historical programme scope",
                "verbose_name_plural": "historical programme scopes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ProgrammeScope",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scope",
                        to="support.programme",
                    ),
                ),
                (
                    "role",
                    models.CharField(
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
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "role"), name="a_role_is_named_once_by_a_programme"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalProgrammeFigure",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("measure", models.CharField(blank=True, max_length=40, verbose_name="measure")),
                ("place_in", models.PositiveSmallIntegerField()),
                (
                    "operator",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("at_least", "at_least"),
                            ("above", "above"),
                            ("at_most", "at_most"),
                            ("below", "below"),
                        ],
                        max_length=8,
                        verbose_name="enough",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="enough at"
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
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.programme",
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
                "verbose_name": "historical programme figure",
                "verbose_name_plural": "historical programme figures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ProgrammeFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("measure", models.CharField(blank=True, max_length=40, verbose_name="measure")),
                (
                    "scale",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="learning.scale",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="support.programme",
                    ),
                ),
                ("place_in", models.PositiveSmallIntegerField()),
                (
                    "operator",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("at_least", "at_least"),
                            ("above", "above"),
                            ("at_most", "at_most"),
                            ("below", "below"),
                        ],
                        max_length=8,
                        verbose_name="enough",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="enough at"
                    ),
                ),
            ],
            options={
                "ordering": ["place_in", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("measure", ""), _negated=True),
                        fields=("programme", "measure"),
                        name="a_measure_is_read_once",
                    ),
                    models.UniqueConstraint(fields=("programme", "scale"), name="a_scale_is_read_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("measure", ""), _negated=True), ("scale", None)),
                            models.Q(("measure", ""), ("scale__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_programme_reads_a_measure_or_a_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("operator", ""), ("target", None)),
                            models.Q(models.Q(("operator", ""), _negated=True), ("target__isnull", False)),
                            _connector="OR",
                        ),
                        name="what_is_enough_has_a_side_and_a_figure",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCase",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends by")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="next review")),
                ("why", models.TextField(verbose_name="why")),
                ("family_words", models.TextField(blank=True, verbose_name="in the family’s own words")),
                ("strengths", models.TextField(blank=True, verbose_name="what goes well")),
                ("reasons", models.JSONField(blank=True, default=list, verbose_name="reasons found")),
                ("tried", models.JSONField(blank=True, default=list, verbose_name="what was tried before")),
                (
                    "why_nothing_tried",
                    models.TextField(blank=True, verbose_name="why nothing was tried before"),
                ),
                ("opened_by_name", models.CharField(max_length=160)),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("enough", "What it was for has been reached"),
                            ("stepped_down", "Less help is enough now"),
                            ("stepped_up", "More help is needed"),
                            ("no_change", "It did not change what it was for"),
                            ("family_ended", "The family ended it, or withdrew consent"),
                            ("left", "The child left"),
                            ("mistake", "Opened by mistake"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("closing_words", models.TextField(blank=True, verbose_name="what came of it")),
                ("what_next", models.TextField(blank=True, verbose_name="what next")),
                ("closed_by_name", models.CharField(blank=True, max_length=160)),
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
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.programme",
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
                "verbose_name": "historical case",
                "verbose_name_plural": "historical cases",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="schools.pupil"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="support.programme",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="schools.school"
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends by")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="next review")),
                ("why", models.TextField(verbose_name="why")),
                ("family_words", models.TextField(blank=True, verbose_name="in the family’s own words")),
                ("strengths", models.TextField(blank=True, verbose_name="what goes well")),
                ("reasons", models.JSONField(blank=True, default=list, verbose_name="reasons found")),
                ("tried", models.JSONField(blank=True, default=list, verbose_name="what was tried before")),
                (
                    "why_nothing_tried",
                    models.TextField(blank=True, verbose_name="why nothing was tried before"),
                ),
                ("opened_by_name", models.CharField(max_length=160)),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("enough", "What it was for has been reached"),
                            ("stepped_down", "Less help is enough now"),
                            ("stepped_up", "More help is needed"),
                            ("no_change", "It did not change what it was for"),
                            ("family_ended", "The family ended it, or withdrew consent"),
                            ("left", "The child left"),
                            ("mistake", "Opened by mistake"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("closing_words", models.TextField(blank=True, verbose_name="what came of it")),
                ("what_next", models.TextField(blank=True, verbose_name="what next")),
                ("closed_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-since", "-pk"],
                "indexes": [
                    models.Index(fields=["school", "closed_on"], name="support_cas_school__46a0c5_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="a_case_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_by_name", ""),
                                ("closed_on", None),
                                ("closing_words", ""),
                                ("outcome", ""),
                            ),
                            models.Q(
                                ("closed_on__gte", models.F("since")),
                                ("review_on", None),
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("closing_words", ""), _negated=True),
                                models.Q(("closed_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_case_is_closed_with_an_outcome_in_words_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("review_on", None), ("review_on__gte", models.F("since")), _connector="OR"
                            ),
                            models.Q(("ends_on", None), ("ends_on__gte", models.F("since")), _connector="OR"),
                        ),
                        name="a_case_is_reviewed_and_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAgency",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("about", models.TextField(blank=True, verbose_name="for whom, and how it is reached")),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("universal", "Universal"),
                            ("targeted", "Targeted"),
                            ("specialist", "Specialist"),
                        ],
                        default="targeted",
                        max_length=10,
                        verbose_name="tier",
                    ),
                ),
                (
                    "received_by",
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
                        verbose_name="referrals are received by",
                    ),
                ),
                (
                    "answers_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days within which it acknowledges"
                    ),
                ),
                (
                    "asks_consent",
                    models.BooleanField(default=True, verbose_name="needs the family’s consent"),
                ),
                (
                    "asks_tried",
                    models.BooleanField(
                        default=True, verbose_name="is referred to only once the page shows what was tried"
                    ),
                ),
                (
                    "ages_from",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="for children from, in years"
                    ),
                ),
                (
                    "ages_until",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="to, in years"),
                ),
                ("where", models.CharField(blank=True, max_length=200, verbose_name="where and when it is")),
                (
                    "for_families",
                    models.CharField(blank=True, max_length=300, verbose_name="as a family reads it"),
                ),
                (
                    "how_to_get",
                    models.CharField(blank=True, max_length=200, verbose_name="how a family gets it"),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="used until")),
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
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.programme",
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
                "verbose_name": "historical agency",
                "verbose_name_plural": "historical agencys",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Agency",
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
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("about", models.TextField(blank=True, verbose_name="for whom, and how it is reached")),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("universal", "Universal"),
                            ("targeted", "Targeted"),
                            ("specialist", "Specialist"),
                        ],
                        default="targeted",
                        max_length=10,
                        verbose_name="tier",
                    ),
                ),
                (
                    "received_by",
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
                        verbose_name="referrals are received by",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="agencies",
                        to="support.programme",
                    ),
                ),
                (
                    "answers_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days within which it acknowledges"
                    ),
                ),
                (
                    "asks_consent",
                    models.BooleanField(default=True, verbose_name="needs the family’s consent"),
                ),
                (
                    "asks_tried",
                    models.BooleanField(
                        default=True, verbose_name="is referred to only once the page shows what was tried"
                    ),
                ),
                (
                    "ages_from",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="for children from, in years"
                    ),
                ),
                (
                    "ages_until",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="to, in years"),
                ),
                ("where", models.CharField(blank=True, max_length=200, verbose_name="where and when it is")),
                (
                    "for_families",
                    models.CharField(blank=True, max_length=300, verbose_name="as a family reads it"),
                ),
                (
                    "how_to_get",
                    models.CharField(blank=True, max_length=200, verbose_name="how a family gets it"),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="used until")),
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
                        name="support_agency_is_of_one_place",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("school", "name"),
                        name="one_agency_of_a_name_at_a_school",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("grouping", "name"),
                        name="one_agency_of_a_name_at_a_grouping",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="an_agency_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ages_from", None),
                            ("ages_until", None),
                            ("ages_until__gte", models.F("ages_from")),
                            _connector="OR",
                        ),
                        name="ages_are_from_younger_to_older",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSupportGroup",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("focus", models.CharField(max_length=60, verbose_name="what it is about")),
                ("year_groups", models.JSONField(blank=True, default=list, verbose_name="year groups")),
                ("since", models.DateField(verbose_name="first day")),
                ("until", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("fewest_places", models.PositiveSmallIntegerField(default=6, verbose_name="fewest places")),
                ("most_places", models.PositiveSmallIntegerField(default=12, verbose_name="most places")),
                ("adults", models.PositiveSmallIntegerField(default=1, verbose_name="adults it needs")),
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
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.programme",
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
                "verbose_name": "historical support group",
                "verbose_name_plural": "historical support groups",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="SupportGroup",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="support_groups",
                        to="schools.school",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("focus", models.CharField(max_length=60, verbose_name="what it is about")),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="groups",
                        to="support.programme",
                    ),
                ),
                ("year_groups", models.JSONField(blank=True, default=list, verbose_name="year groups")),
                ("since", models.DateField(verbose_name="first day")),
                ("until", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("fewest_places", models.PositiveSmallIntegerField(default=6, verbose_name="fewest places")),
                ("most_places", models.PositiveSmallIntegerField(default=12, verbose_name="most places")),
                ("adults", models.PositiveSmallIntegerField(default=1, verbose_name="adults it needs")),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("school", "name"),
                        name="one_group_of_a_name_at_a_school",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("focus", ""), _negated=True)
                        ),
                        name="a_group_has_a_name_and_says_what_it_is_about",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="a_group_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("adults__gte", 1),
                            ("fewest_places__gte", 1),
                            ("most_places__gte", models.F("fewest_places")),
                        ),
                        name="places_of_a_group_are_from_fewest_to_most",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalOfferStep",
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
                ("place_in", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=300, verbose_name="what is done")),
                (
                    "evidence",
                    models.CharField(blank=True, max_length=200, verbose_name="what shows that it is done"),
                ),
                (
                    "for_families",
                    models.CharField(blank=True, max_length=300, verbose_name="as a family reads it"),
                ),
                (
                    "how_to_get",
                    models.CharField(blank=True, max_length=200, verbose_name="how a family gets it"),
                ),
                ("until", models.DateField(blank=True, null=True)),
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
                    "level",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.offerlevel",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.programme",
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
                "verbose_name": "historical offer step",
                "verbose_name_plural": "historical offer steps",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="OfferStep",
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
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="support.offerlevel",
                    ),
                ),
                ("place_in", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=300, verbose_name="what is done")),
                (
                    "evidence",
                    models.CharField(blank=True, max_length=200, verbose_name="what shows that it is done"),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="offered_as",
                        to="support.programme",
                    ),
                ),
                (
                    "for_families",
                    models.CharField(blank=True, max_length=300, verbose_name="as a family reads it"),
                ),
                (
                    "how_to_get",
                    models.CharField(blank=True, max_length=200, verbose_name="how a family gets it"),
                ),
                ("until", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["place_in", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("role", "")),
                            models.Q(("person", None), ("team", None)),
                            models.Q(("role", ""), ("team", None)),
                            _connector="OR",
                        ),
                        name="support_offerstep_has_one_owner_or_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="a_step_of_the_offer_says_what_is_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("how_to_get", ""), models.Q(("for_families", ""), _negated=True), _connector="OR"
                        ),
                        name="a_family_is_told_what_before_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPointer",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("system", models.CharField(max_length=40, verbose_name="system")),
                ("reference", models.CharField(max_length=20, verbose_name="its reference")),
                ("on", models.DateField(verbose_name="written there on")),
                ("by_name", models.CharField(max_length=160)),
                (
                    "record",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.protectedrecord",
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
                "verbose_name": "historical pointer",
                "verbose_name_plural": "historical pointers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Pointer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pointers",
                        to="support.protectedrecord",
                    ),
                ),
                ("system", models.CharField(max_length=40, verbose_name="system")),
                ("reference", models.CharField(max_length=20, verbose_name="its reference")),
                ("on", models.DateField(verbose_name="written there on")),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["-on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("record", "system", "reference"), name="a_reference_is_pointed_to_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("system", ""), _negated=True),
                            models.Q(("reference", ""), _negated=True),
                        ),
                        name="a_pointer_says_where_to_look",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalNamed",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("by_name", models.CharField(max_length=160)),
                (
                    "record",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.protectedrecord",
                    ),
                ),
                (
                    "person",
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
                "verbose_name": "historical named",
                "verbose_name_plural": "historical nameds",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Named",
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
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="named",
                        to="support.protectedrecord",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="named_for",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["person__name", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="support_named_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("record", "person"),
                        name="somebody_is_named_for_a_child_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="support.protectedrecord",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("person_name", models.CharField(max_length=160)),
                ("reason", models.CharField(max_length=200, verbose_name="why it was opened")),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person_name", ""), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="an_opening_says_who_and_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalConfirmed",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("person_name", models.CharField(max_length=160)),
                ("on", models.DateField(verbose_name="on")),
                ("said", models.CharField(blank=True, max_length=200, verbose_name="how that is known")),
                ("by_name", models.CharField(max_length=160)),
                (
                    "to_read",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.toread",
                    ),
                ),
                (
                    "person",
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
                "verbose_name": "historical confirmed",
                "verbose_name_plural": "historical confirmeds",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Confirmed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "to_read",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmed",
                        to="support.toread",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("person_name", models.CharField(max_length=160)),
                ("on", models.DateField(verbose_name="on")),
                ("said", models.CharField(blank=True, max_length=200, verbose_name="how that is known")),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("to_read", "person"), name="somebody_confirms_a_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person_name", ""), _negated=True),
                        name="whoever_confirms_is_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CrossMatched",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="support.crossmatch",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cross_matched",
                        to="schools.pupil",
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("not_known", "Not known to the service"),
                            ("on_the_way", "Referred, and not taken up yet"),
                            ("known", "Worked with"),
                        ],
                        max_length=10,
                    ),
                ),
                ("month_part", models.PositiveSmallIntegerField()),
                ("month_whole", models.PositiveSmallIntegerField()),
                ("year_part", models.PositiveSmallIntegerField()),
                ("year_whole", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["school__name", "pupil__surname", "pupil__forename", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCourseEnrolment",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[("completed", "Saw it through"), ("left", "Left before its end")],
                        max_length=9,
                        verbose_name="how it ended",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="in words")),
                (
                    "course",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.course",
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
                "verbose_name": "historical course enrolment",
                "verbose_name_plural": "historical course enrolments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CourseEnrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enrolments",
                        to="support.course",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="course_enrolments",
                        to="schools.school",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="course_enrolments",
                        to="schools.contact",
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[("completed", "Saw it through"), ("left", "Left before its end")],
                        max_length=9,
                        verbose_name="how it ended",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="in words")),
            ],
            options={
                "ordering": ["contact__name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("course", "contact"),
                        name="an_adult_takes_part_in_a_course_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended", ""), ("ended_on", None)),
                            models.Q(
                                ("ended_on__gte", models.F("since")), models.Q(("ended", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="how_a_course_ended_for_somebody_has_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CourseSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="support.course",
                    ),
                ),
                ("on", models.DateField()),
                (
                    "gathering",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="course_session",
                        to="gatherings.gathering",
                    ),
                ),
            ],
            options={
                "ordering": ["-on"],
                "constraints": [
                    models.UniqueConstraint(fields=("course", "on"), name="a_course_is_held_once_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAuditStep",
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
                ("words", models.CharField(max_length=300, verbose_name="what follows")),
                ("due", models.DateField(verbose_name="by")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                ("said", models.CharField(blank=True, max_length=300, verbose_name="what came of it")),
                ("done_by_name", models.CharField(blank=True, max_length=160)),
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
                    "question",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.auditquestion",
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
                "verbose_name": "historical audit step",
                "verbose_name_plural": "historical audit steps",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="AuditStep",
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
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="support.auditquestion",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="what follows")),
                ("due", models.DateField(verbose_name="by")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                ("said", models.CharField(blank=True, max_length=300, verbose_name="what came of it")),
                ("done_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["done_on", "due", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("role", "")),
                            models.Q(("person", None), ("team", None)),
                            models.Q(("role", ""), ("team", None)),
                            _connector="OR",
                        ),
                        name="support_auditstep_has_one_owner_or_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="what_follows_from_an_audit_is_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_by_name", ""), ("done_on", None)),
                            models.Q(
                                ("done_on__isnull", False), models.Q(("done_by_name", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="what_follows_is_done_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalNotedIndicator",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("by_name", models.CharField(max_length=160)),
                ("ended_by_name", models.CharField(blank=True, max_length=160)),
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
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.levelindicator",
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
                "verbose_name": "historical noted indicator",
                "verbose_name_plural": "historical noted indicators",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="NotedIndicator",
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
                        related_name="noted_indicators",
                        to="schools.pupil",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="noted_indicators",
                        to="schools.school",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="noted",
                        to="support.levelindicator",
                    ),
                ),
                ("by_name", models.CharField(max_length=160)),
                ("ended_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-since", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="support_notedindicator_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("pupil", "school", "indicator"),
                        name="an_indicator_is_noted_once_of_a_child",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBodyMember",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("chairs", models.BooleanField(default=False, verbose_name="chairs it")),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.meetingbody",
                    ),
                ),
                (
                    "person",
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
                "verbose_name": "historical body member",
                "verbose_name_plural": "historical body members",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="BodyMember",
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
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="support.meetingbody",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bodies",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("chairs", models.BooleanField(default=False, verbose_name="chairs it")),
            ],
            options={
                "ordering": ["-chairs", "person__name", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="support_bodymember_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("body", "person"),
                        name="somebody_is_in_a_body_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCaseMeeting",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_by_name", models.CharField(blank=True, max_length=160)),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.meetingbody",
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="gatherings.gathering",
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
                "verbose_name": "historical case meeting",
                "verbose_name_plural": "historical case meetings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CaseMeeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="support.meetingbody",
                    ),
                ),
                (
                    "gathering",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="about_cases",
                        to="gatherings.gathering",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-gathering__on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_by_name", "")),
                            models.Q(
                                ("closed_at__isnull", False), models.Q(("closed_by_name", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="a_meeting_about_cases_is_closed_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("body",),
                        name="a_body_has_one_meeting_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBodyEvaluation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("half_term", models.CharField(max_length=40, verbose_name="half-term")),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("meetings", models.PositiveIntegerField()),
                ("children", models.PositiveIntegerField()),
                ("decisions", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField()),
                (
                    "words",
                    models.TextField(max_length=2000, verbose_name="what helped, what did not, what changes"),
                ),
                ("on", models.DateField()),
                ("by_name", models.CharField(max_length=160)),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.meetingbody",
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
                "verbose_name": "historical body evaluation",
                "verbose_name_plural": "historical body evaluations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="BodyEvaluation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evaluations",
                        to="support.meetingbody",
                    ),
                ),
                ("half_term", models.CharField(max_length=40, verbose_name="half-term")),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("meetings", models.PositiveIntegerField()),
                ("children", models.PositiveIntegerField()),
                ("decisions", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField()),
                (
                    "words",
                    models.TextField(max_length=2000, verbose_name="what helped, what did not, what changes"),
                ),
                ("on", models.DateField()),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["-since", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("body", "since"), name="a_body_evaluates_a_half_term_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("words", ""), _negated=True), ("done__lte", models.F("decisions"))
                        ),
                        name="a_body_evaluates_in_words_what_is_counted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCaseMember",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("agency", models.CharField(blank=True, max_length=120, verbose_name="agency or part")),
                ("is_lead", models.BooleanField(default=False, verbose_name="leads it")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.case",
                    ),
                ),
                (
                    "person",
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
                "verbose_name": "historical case member",
                "verbose_name_plural": "historical case members",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CaseMember",
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="team", to="support.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="case_memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("agency", models.CharField(blank=True, max_length=120, verbose_name="agency or part")),
                ("is_lead", models.BooleanField(default=False, verbose_name="leads it")),
            ],
            options={
                "ordering": ["-is_lead", "name", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="support_casemember_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("case", "name"),
                        name="somebody_is_in_a_team_of_a_case_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_lead", True), ("until", None)),
                        fields=("case",),
                        name="a_case_has_one_lead",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="somebody_in_a_case_is_named"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="support.case",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                (
                    "said",
                    models.CharField(
                        choices=[
                            ("given", "They agree"),
                            ("refused", "They do not agree"),
                            ("withdrawn", "They agree no longer"),
                        ],
                        max_length=9,
                        verbose_name="what was said",
                    ),
                ),
                ("who", models.CharField(max_length=160, verbose_name="who said it")),
                ("words", models.TextField(blank=True, verbose_name="how, and for what")),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("who", ""), _negated=True), name="consent_is_somebodys"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCaseGoal",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("words", models.CharField(max_length=300, verbose_name="goal")),
                ("due", models.DateField(blank=True, null=True, verbose_name="by")),
                ("met_on", models.DateField(blank=True, null=True, verbose_name="met on")),
                ("said", models.CharField(blank=True, max_length=300, verbose_name="how it stands")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.case",
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
                "verbose_name": "historical case goal",
                "verbose_name_plural": "historical case goals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CaseGoal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="goals", to="support.case"
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="goal")),
                ("due", models.DateField(blank=True, null=True, verbose_name="by")),
                ("met_on", models.DateField(blank=True, null=True, verbose_name="met on")),
                ("said", models.CharField(blank=True, max_length=300, verbose_name="how it stands")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="a_goal_says_what"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCaseStep",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("words", models.CharField(max_length=300, verbose_name="step")),
                (
                    "whose",
                    models.CharField(
                        choices=[
                            ("school", "The school"),
                            ("family", "The family"),
                            ("child", "The child"),
                            ("agency", "Another agency"),
                        ],
                        default="school",
                        max_length=6,
                        verbose_name="whose it is",
                    ),
                ),
                ("who", models.CharField(blank=True, max_length=160, verbose_name="who, by name or part")),
                ("due", models.DateField(blank=True, null=True, verbose_name="by")),
                ("dealt_with_on", models.DateField(blank=True, null=True, verbose_name="dealt with on")),
                ("was_done", models.BooleanField(default=False, verbose_name="done")),
                ("said", models.CharField(blank=True, max_length=300, verbose_name="what came of it")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.case",
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
                "verbose_name": "historical case step",
                "verbose_name_plural": "historical case steps",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CaseStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="support.case"
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="step")),
                (
                    "whose",
                    models.CharField(
                        choices=[
                            ("school", "The school"),
                            ("family", "The family"),
                            ("child", "The child"),
                            ("agency", "Another agency"),
                        ],
                        default="school",
                        max_length=6,
                        verbose_name="whose it is",
                    ),
                ),
                ("who", models.CharField(blank=True, max_length=160, verbose_name="who, by name or part")),
                ("due", models.DateField(blank=True, null=True, verbose_name="by")),
                ("dealt_with_on", models.DateField(blank=True, null=True, verbose_name="dealt with on")),
                ("was_done", models.BooleanField(default=False, verbose_name="done")),
                ("said", models.CharField(blank=True, max_length=300, verbose_name="what came of it")),
            ],
            options={
                "ordering": ["dealt_with_on", "due", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="a_step_of_a_case_says_what"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dealt_with_on__isnull", False), ("was_done", False), _connector="OR"
                        ),
                        name="only_a_step_that_was_dealt_with_is_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="support.case",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("meeting", "Meeting"),
                            ("call", "Telephone call"),
                            ("visit", "Visit at home"),
                            ("session", "Session with the child"),
                            ("agency", "Talk with another agency"),
                            ("note", "Note"),
                            ("education", "Talk about education while the child is away"),
                            ("doubt", "Doubt about the illness, and why"),
                            ("evidence", "Medical evidence asked for"),
                            ("supervision", "Talked about in supervision"),
                        ],
                        default="meeting",
                        max_length=11,
                        verbose_name="what it was",
                    ),
                ),
                ("with_whom", models.CharField(blank=True, max_length=160, verbose_name="with whom")),
                ("words", models.TextField(verbose_name="what was said")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes it took"),
                ),
                ("by_name", models.CharField(max_length=160)),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="a_contact_says_what_passed"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="support.case"
                    ),
                ),
                ("on", models.DateField(verbose_name="held on")),
                ("due_on", models.DateField(verbose_name="was due on")),
                ("words", models.TextField(verbose_name="how it goes")),
                ("family_words", models.TextField(blank=True, verbose_name="in the family’s own words")),
                ("family_came", models.BooleanField(default=False, verbose_name="the family took part")),
                ("decided", models.TextField(blank=True, verbose_name="what was decided")),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="a_review_says_how_it_goes"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCaseCheck",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("words", models.CharField(max_length=200)),
                ("on", models.DateField()),
                ("by_name", models.CharField(max_length=160)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.case",
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
                "verbose_name": "historical case check",
                "verbose_name_plural": "historical case checks",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CaseCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="support.case"
                    ),
                ),
                ("words", models.CharField(max_length=200)),
                ("on", models.DateField()),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "words"), name="a_line_is_seen_to_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseRating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ratings", to="support.case"
                    ),
                ),
                ("words", models.CharField(max_length=200)),
                ("value", models.PositiveSmallIntegerField()),
                ("on", models.DateField()),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 1), ("value__lte", 5)),
                        name="a_rating_is_from_one_to_five",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCaseReasonGone",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("words", models.CharField(max_length=200)),
                ("on", models.DateField()),
                ("by_name", models.CharField(max_length=160)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.case",
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
                "verbose_name": "historical case reason gone",
                "verbose_name_plural": "historical case reason gones",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CaseReasonGone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reasons_gone",
                        to="support.case",
                    ),
                ),
                ("words", models.CharField(max_length=200)),
                ("on", models.DateField()),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "words"), name="a_reason_is_out_of_the_way_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSignpost",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("words", models.CharField(max_length=300, verbose_name="for what")),
                ("by_name", models.CharField(max_length=160)),
                (
                    "came_of_it",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("used", "They went, and it helped"),
                            ("not_enough", "They went, and it was not what they needed"),
                            ("waiting", "They wait for it"),
                            ("not_used", "They did not go"),
                        ],
                        max_length=10,
                        verbose_name="what came of it",
                    ),
                ),
                ("heard_on", models.DateField(blank=True, null=True, verbose_name="heard on")),
                ("heard_words", models.CharField(blank=True, max_length=300, verbose_name="in words")),
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
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.agency",
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
                "verbose_name": "historical signpost",
                "verbose_name_plural": "historical signposts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Signpost",
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
                        related_name="signposts",
                        to="schools.school",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signposts",
                        to="schools.pupil",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signposts",
                        to="support.agency",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("words", models.CharField(max_length=300, verbose_name="for what")),
                ("by_name", models.CharField(max_length=160)),
                (
                    "came_of_it",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("used", "They went, and it helped"),
                            ("not_enough", "They went, and it was not what they needed"),
                            ("waiting", "They wait for it"),
                            ("not_used", "They did not go"),
                        ],
                        max_length=10,
                        verbose_name="what came of it",
                    ),
                ),
                ("heard_on", models.DateField(blank=True, null=True, verbose_name="heard on")),
                ("heard_words", models.CharField(blank=True, max_length=300, verbose_name="in words")),
            ],
            options={
                "ordering": ["-on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="a_family_is_pointed_there_for_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("came_of_it", ""), ("heard_on", None)),
                            models.Q(
                                models.Q(("came_of_it", ""), _negated=True), ("heard_on__gte", models.F("on"))
                            ),
                            _connector="OR",
                        ),
                        name="what_came_of_it_was_heard_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAgreement",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="school year")),
                ("level", models.CharField(max_length=80, verbose_name="how much of it")),
                ("buys", models.CharField(blank=True, max_length=300, verbose_name="what that is")),
                (
                    "cost",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=9,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="cost in pounds",
                    ),
                ),
                (
                    "renew_by",
                    models.DateField(blank=True, null=True, verbose_name="to be renewed or ended by"),
                ),
                ("decided", models.CharField(blank=True, max_length=200, verbose_name="what was decided")),
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
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.agency",
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
                "verbose_name": "historical agreement",
                "verbose_name_plural": "historical agreements",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Agreement",
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
                        related_name="agreements",
                        to="schools.school",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="support.agency",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="school year")),
                ("level", models.CharField(max_length=80, verbose_name="how much of it")),
                ("buys", models.CharField(blank=True, max_length=300, verbose_name="what that is")),
                (
                    "cost",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=9,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="cost in pounds",
                    ),
                ),
                (
                    "renew_by",
                    models.DateField(blank=True, null=True, verbose_name="to be renewed or ended by"),
                ),
                ("decided", models.CharField(blank=True, max_length=200, verbose_name="what was decided")),
            ],
            options={
                "ordering": ["-year", "agency__name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "agency", "year"), name="a_school_agrees_with_a_service_once_a_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level", ""), _negated=True), name="an_agreement_says_how_much"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cost__gte", 0)), name="an_agreement_costs_nothing_or_more"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAgencyField",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("place_in", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=200, verbose_name="what is asked")),
                ("required", models.BooleanField(default=True, verbose_name="must be answered")),
                (
                    "filled",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pupil", "The child’s name and date of birth"),
                            ("school", "The school"),
                            ("parents", "The adults with parental responsibility"),
                            ("attendance", "Attendance this year and last month"),
                        ],
                        max_length=10,
                        verbose_name="filled in with",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.agency",
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
                "verbose_name": "historical agency field",
                "verbose_name_plural": "historical agency fields",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="AgencyField",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fields",
                        to="support.agency",
                    ),
                ),
                ("place_in", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=200, verbose_name="what is asked")),
                ("required", models.BooleanField(default=True, verbose_name="must be answered")),
                (
                    "filled",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pupil", "The child’s name and date of birth"),
                            ("school", "The school"),
                            ("parents", "The adults with parental responsibility"),
                            ("attendance", "Attendance this year and last month"),
                        ],
                        max_length=10,
                        verbose_name="filled in with",
                    ),
                ),
            ],
            options={
                "ordering": ["place_in", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "words"), name="a_service_asks_a_thing_once"),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="a_field_of_a_referral_asks_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalReferral",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("begun_on", models.DateField(verbose_name="begun on")),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("consent_words", models.TextField(blank=True, verbose_name="who agreed, when and to what")),
                ("tried", models.JSONField(blank=True, default=list)),
                (
                    "why_nothing_tried",
                    models.TextField(blank=True, verbose_name="why nothing was tried before"),
                ),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="sent on")),
                ("sent_by_name", models.CharField(blank=True, max_length=160)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "Taken up"),
                            ("more", "More was asked for, and it was not taken up"),
                            ("advice", "Advice was given, and no case opened"),
                            ("declined", "Not taken up"),
                            ("elsewhere", "Passed on to another service"),
                        ],
                        max_length=9,
                        verbose_name="outcome",
                    ),
                ),
                ("taken_back_on", models.DateField(blank=True, null=True, verbose_name="taken back on")),
                (
                    "why_taken_back",
                    models.CharField(blank=True, max_length=300, verbose_name="why it was taken back"),
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
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.case",
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
                "verbose_name": "historical referral",
                "verbose_name_plural": "historical referrals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="referrals",
                        to="schools.pupil",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="schools.school",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="support.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="referrals",
                        to="support.case",
                    ),
                ),
                ("begun_on", models.DateField(verbose_name="begun on")),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("consent_words", models.TextField(blank=True, verbose_name="who agreed, when and to what")),
                ("tried", models.JSONField(blank=True, default=list)),
                (
                    "why_nothing_tried",
                    models.TextField(blank=True, verbose_name="why nothing was tried before"),
                ),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="sent on")),
                ("sent_by_name", models.CharField(blank=True, max_length=160)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "Taken up"),
                            ("more", "More was asked for, and it was not taken up"),
                            ("advice", "Advice was given, and no case opened"),
                            ("declined", "Not taken up"),
                            ("elsewhere", "Passed on to another service"),
                        ],
                        max_length=9,
                        verbose_name="outcome",
                    ),
                ),
                ("taken_back_on", models.DateField(blank=True, null=True, verbose_name="taken back on")),
                (
                    "why_taken_back",
                    models.CharField(blank=True, max_length=300, verbose_name="why it was taken back"),
                ),
            ],
            options={
                "ordering": ["-begun_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_by_name", ""), ("sent_on", None)),
                            models.Q(
                                ("sent_on__isnull", False), models.Q(("sent_by_name", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="a_referral_is_sent_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome", ""), ("sent_on__isnull", False), _connector="OR"),
                        name="only_what_was_sent_has_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_back_on", None), ("why_taken_back", "")),
                            models.Q(
                                ("taken_back_on__isnull", False),
                                models.Q(("why_taken_back", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="what_is_taken_back_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalGroupLeader",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.supportgroup",
                    ),
                ),
                (
                    "person",
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
                "verbose_name": "historical group leader",
                "verbose_name_plural": "historical group leaders",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="GroupLeader",
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
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leaders",
                        to="support.supportgroup",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="groups_led",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
            ],
            options={
                "ordering": ["name", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="support_groupleader_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("group", "name"),
                        name="somebody_leads_a_group_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="whoever_leads_a_group_is_named"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalGroupMember",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="why")),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.supportgroup",
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
                "verbose_name": "historical group member",
                "verbose_name_plural": "historical group members",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="GroupMember",
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
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="support.supportgroup",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="group_memberships",
                        to="schools.pupil",
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="why")),
            ],
            options={
                "ordering": ["pupil__surname", "pupil__forename", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="support_groupmember_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("group", "pupil"),
                        name="a_child_is_in_a_group_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalGroupTime",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(6)], verbose_name="weekday"
                    ),
                ),
                ("at", models.TimeField(verbose_name="at")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(360),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                ("where", models.CharField(max_length=120, verbose_name="where")),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.supportgroup",
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
                "verbose_name": "historical group time",
                "verbose_name_plural": "historical group times",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="GroupTime",
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
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="times",
                        to="support.supportgroup",
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(6)], verbose_name="weekday"
                    ),
                ),
                ("at", models.TimeField(verbose_name="at")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(360),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                ("where", models.CharField(max_length=120, verbose_name="where")),
            ],
            options={
                "ordering": ["weekday", "at", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="support_grouptime_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minutes__gte", 1), ("weekday__lte", 6), models.Q(("where", ""), _negated=True)
                        ),
                        name="a_group_meets_on_a_weekday_for_some_minutes_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalStepCarriedOut",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("on", models.DateField(verbose_name="on")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="what shows it")),
                ("by_name", models.CharField(max_length=160)),
                (
                    "step",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.offerstep",
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
                "verbose_name": "historical step carried out",
                "verbose_name_plural": "historical step carried outs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="StepCarriedOut",
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
                        related_name="carried_out",
                        to="support.offerstep",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps_carried_out",
                        to="schools.school",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("on", models.DateField(verbose_name="on")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="what shows it")),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("step", "school", "year"),
                        name="a_step_is_carried_out_once_a_year_at_a_school",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCourseMark",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("came", models.BooleanField(verbose_name="came")),
                ("by_name", models.CharField(max_length=160)),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.coursesession",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.courseenrolment",
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
                "verbose_name": "historical course mark",
                "verbose_name_plural": "historical course marks",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CourseMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="support.coursesession",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="support.courseenrolment",
                    ),
                ),
                ("came", models.BooleanField(verbose_name="came")),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "enrolment"), name="an_adult_has_one_mark_of_a_session_of_a_course"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAgendaItem",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("why", models.JSONField(blank=True, default=list)),
                ("added_by_name", models.CharField(blank=True, max_length=160)),
                ("left_because", models.CharField(blank=True, max_length=200, verbose_name="why it is left")),
                ("said", models.TextField(blank=True, max_length=2000, verbose_name="what was said")),
                ("said_by_name", models.CharField(blank=True, max_length=160)),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.casemeeting",
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
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.case",
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
                "verbose_name": "historical agenda item",
                "verbose_name_plural": "historical agenda items",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="support.casemeeting",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agenda_items",
                        to="schools.pupil",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agenda_items",
                        to="support.case",
                    ),
                ),
                ("why", models.JSONField(blank=True, default=list)),
                ("added_by_name", models.CharField(blank=True, max_length=160)),
                ("left_because", models.CharField(blank=True, max_length=200, verbose_name="why it is left")),
                ("said", models.TextField(blank=True, max_length=2000, verbose_name="what was said")),
                ("said_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["pupil__surname", "pupil__forename", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("case", None), _negated=True),
                        fields=("meeting", "case"),
                        name="a_case_is_on_an_agenda_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("case", None)),
                        fields=("meeting", "pupil"),
                        name="a_child_is_on_an_agenda_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("measure", models.CharField(blank=True, max_length=40, verbose_name="measure")),
                (
                    "scale",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="learning.scale",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="support.case",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="support.casereview",
                    ),
                ),
                (
                    "at",
                    models.CharField(
                        choices=[
                            ("entry", "Before it began"),
                            ("review", "At a review"),
                            ("exit", "At the end"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "reading",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="of_case",
                        to="evidence.reading",
                    ),
                ),
                ("wave", models.CharField(blank=True, max_length=40)),
                ("measured_on", models.DateField(null=True)),
                ("measured_by", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("at", "review"), ("review__isnull", False)),
                            models.Q(models.Q(("at", "review"), _negated=True), ("review", None)),
                            _connector="OR",
                        ),
                        name="a_reading_of_a_review_names_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("measure", ""), _negated=True), ("scale", None)),
                            models.Q(("measure", ""), ("scale__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_case_reads_a_measure_or_a_scale",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAgreementRating",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "term",
                    models.CharField(
                        choices=[("autumn", "Autumn"), ("spring", "Spring"), ("summer", "Summer")],
                        max_length=6,
                        verbose_name="term",
                    ),
                ),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="how well, from 1 to 4",
                    ),
                ),
                ("why", models.CharField(max_length=300, verbose_name="why")),
                ("on", models.DateField()),
                ("by_name", models.CharField(max_length=160)),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.agreement",
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
                "verbose_name": "historical agreement rating",
                "verbose_name_plural": "historical agreement ratings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="AgreementRating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to="support.agreement",
                    ),
                ),
                (
                    "term",
                    models.CharField(
                        choices=[("autumn", "Autumn"), ("spring", "Spring"), ("summer", "Summer")],
                        max_length=6,
                        verbose_name="term",
                    ),
                ),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="how well, from 1 to 4",
                    ),
                ),
                ("why", models.CharField(max_length=300, verbose_name="why")),
                ("on", models.DateField()),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "term"), name="an_agreement_is_rated_once_a_term"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rating__gte", 1), ("rating__lte", 4), models.Q(("why", ""), _negated=True)
                        ),
                        name="a_rating_is_from_one_to_four_and_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferralNews",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="news",
                        to="support.referral",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("acknowledged", "It has come"),
                            ("feedback", "How it goes"),
                            ("outcome", "What came of it"),
                        ],
                        max_length=12,
                        verbose_name="what was said",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="in words")),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["acknowledged", "outcome"])),
                        fields=("referral", "kind"),
                        name="a_referral_is_acknowledged_once_and_ends_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "time",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="sessions",
                        to="support.grouptime",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="support.supportgroup",
                    ),
                ),
                ("on", models.DateField()),
                (
                    "gathering",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="group_session",
                        to="gatherings.gathering",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("time", "on"), name="a_group_meets_once_at_a_time_of_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDecision",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("words", models.CharField(max_length=300, verbose_name="what was decided")),
                (
                    "whose",
                    models.CharField(
                        choices=[
                            ("school", "The school"),
                            ("family", "The family"),
                            ("child", "The child"),
                            ("agency", "Another agency"),
                        ],
                        default="school",
                        max_length=6,
                        verbose_name="whose it is",
                    ),
                ),
                ("who", models.CharField(max_length=160, verbose_name="who")),
                ("due", models.DateField(verbose_name="by")),
                ("dealt_with_on", models.DateField(blank=True, null=True, verbose_name="dealt with on")),
                ("was_done", models.BooleanField(default=False, verbose_name="done")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="what came of it")),
                ("by_name", models.CharField(max_length=160)),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.agendaitem",
                    ),
                ),
                (
                    "person",
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
                    "step",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.casestep",
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
                "verbose_name": "historical decision",
                "verbose_name_plural": "historical decisions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="support.agendaitem",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="what was decided")),
                (
                    "whose",
                    models.CharField(
                        choices=[
                            ("school", "The school"),
                            ("family", "The family"),
                            ("child", "The child"),
                            ("agency", "Another agency"),
                        ],
                        default="school",
                        max_length=6,
                        verbose_name="whose it is",
                    ),
                ),
                ("who", models.CharField(max_length=160, verbose_name="who")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due", models.DateField(verbose_name="by")),
                (
                    "step",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="decided_as",
                        to="support.casestep",
                    ),
                ),
                ("dealt_with_on", models.DateField(blank=True, null=True, verbose_name="dealt with on")),
                ("was_done", models.BooleanField(default=False, verbose_name="done")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="what came of it")),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["due", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("words", ""), _negated=True), models.Q(("who", ""), _negated=True)
                        ),
                        name="a_decision_says_what_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dealt_with_on__isnull", False),
                            models.Q(("outcome", ""), ("was_done", False)),
                            _connector="OR",
                        ),
                        name="only_a_decision_that_was_dealt_with_is_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalGroupMark",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "came",
                    models.CharField(
                        choices=[("came", "Came"), ("not", "Did not come"), ("away", "Away from school")],
                        max_length=4,
                        verbose_name="came",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("by_name", models.CharField(max_length=160)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="support.groupsession",
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
                "verbose_name": "historical group mark",
                "verbose_name_plural": "historical group marks",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="GroupMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="support.groupsession",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="group_marks",
                        to="schools.pupil",
                    ),
                ),
                (
                    "came",
                    models.CharField(
                        choices=[("came", "Came"), ("not", "Did not come"), ("away", "Away from school")],
                        max_length=4,
                        verbose_name="came",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("by_name", models.CharField(max_length=160)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "pupil"), name="a_child_has_one_mark_of_a_session_of_a_group"
                    )
                ],
            },
        ),
    ]
