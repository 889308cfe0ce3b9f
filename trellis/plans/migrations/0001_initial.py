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
        ("imports", "0001_initial"),
        ("rhythm", "0001_initial"),
        ("schools", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("improvement", "School improvement plan"),
                            ("attainment", "Raising attainment plan"),
                            ("support", "Support action plan"),
                            ("attendance", "Attendance plan"),
                            ("subject", "Subject action plan"),
                            ("service", "Service plan"),
                            ("shared", "Shared plan of a partnership"),
                            ("project", "Project initiation document"),
                        ],
                        default="improvement",
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                ("since_year", models.PositiveSmallIntegerField(verbose_name="first school year")),
                ("until_year", models.PositiveSmallIntegerField(verbose_name="last school year")),
                (
                    "within",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sub_plans",
                        to="plans.plan",
                        verbose_name="part of",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("working", "Working document"),
                            ("final", "Final"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("summary", models.TextField(blank=True, verbose_name="summary on one page")),
                ("manager", models.CharField(blank=True, max_length=160, verbose_name="who manages it")),
                ("signed_by", models.CharField(blank=True, max_length=160, verbose_name="signed off by")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed off on")),
                ("written_on", models.DateField(blank=True, null=True, verbose_name="first written")),
                ("next_review", models.DateField(blank=True, null=True, verbose_name="next review")),
                ("circulation", models.TextField(blank=True, verbose_name="circulation")),
                (
                    "orientation",
                    models.CharField(
                        choices=[("landscape", "Landscape"), ("portrait", "Portrait")],
                        default="landscape",
                        max_length=9,
                        verbose_name="paper",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="imports.batch",
                    ),
                ),
                ("promises", models.ManyToManyField(related_name="plans", to="gatherings.promise")),
            ],
            options={
                "ordering": ["-since_year", "name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="plans_plan_is_of_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_year__gte", models.F("since_year"))),
                        name="a_plan_ends_no_earlier_than_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("within", None),
                            models.Q(("within", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="a_plan_is_not_within_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalLayout",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "orientation",
                    models.CharField(
                        choices=[("landscape", "Landscape"), ("portrait", "Portrait")],
                        default="landscape",
                        max_length=9,
                        verbose_name="paper",
                    ),
                ),
                ("captions", models.JSONField(default=list)),
                ("fields", models.JSONField(default=list)),
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
                "verbose_name": "historical layout",
                "verbose_name_plural": "historical layouts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Layout",
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
                    "orientation",
                    models.CharField(
                        choices=[("landscape", "Landscape"), ("portrait", "Portrait")],
                        default="landscape",
                        max_length=9,
                        verbose_name="paper",
                    ),
                ),
                ("captions", models.JSONField(default=list)),
                ("fields", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="plans_layout_is_of_one_place",
                    ),
                    models.UniqueConstraint(
                        fields=("school", "name"), name="one_layout_of_a_name_at_a_school"
                    ),
                    models.UniqueConstraint(
                        fields=("grouping", "name"), name="one_layout_of_a_name_at_a_grouping"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPlan",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("improvement", "School improvement plan"),
                            ("attainment", "Raising attainment plan"),
                            ("support", "Support action plan"),
                            ("attendance", "Attendance plan"),
                            ("subject", "Subject action plan"),
                            ("service", "Service plan"),
                            ("shared", "Shared plan of a partnership"),
                            ("project", "Project initiation document"),
                        ],
                        default="improvement",
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                ("since_year", models.PositiveSmallIntegerField(verbose_name="first school year")),
                ("until_year", models.PositiveSmallIntegerField(verbose_name="last school year")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("working", "Working document"),
                            ("final", "Final"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("summary", models.TextField(blank=True, verbose_name="summary on one page")),
                ("manager", models.CharField(blank=True, max_length=160, verbose_name="who manages it")),
                ("signed_by", models.CharField(blank=True, max_length=160, verbose_name="signed off by")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed off on")),
                ("written_on", models.DateField(blank=True, null=True, verbose_name="first written")),
                ("next_review", models.DateField(blank=True, null=True, verbose_name="next review")),
                ("circulation", models.TextField(blank=True, verbose_name="circulation")),
                (
                    "orientation",
                    models.CharField(
                        choices=[("landscape", "Landscape"), ("portrait", "Portrait")],
                        default="landscape",
                        max_length=9,
                        verbose_name="paper",
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
                    "within",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.plan",
                        verbose_name="part of",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="imports.batch",
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
                "verbose_name": "historical plan",
                "verbose_name_plural": "historical plans",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReview",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("on", models.DateField(verbose_name="reviewed on")),
                ("reviewed_by", models.CharField(max_length=160, verbose_name="by")),
                ("words", models.TextField(blank=True, verbose_name="what was said")),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.plan",
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
                "verbose_name": "historical review",
                "verbose_name_plural": "historical reviews",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="plans.plan"
                    ),
                ),
                ("on", models.DateField(verbose_name="reviewed on")),
                ("reviewed_by", models.CharField(max_length=160, verbose_name="by")),
                ("words", models.TextField(blank=True, verbose_name="what was said")),
            ],
            options={
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPart",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("place", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("title", "Title"),
                            ("cover", "Cover"),
                            ("section", "Section"),
                            ("sub_plan", "Plan within the plan"),
                            ("theme", "Theme"),
                            ("priority", "Priority"),
                            ("objective", "Objective"),
                            ("vision", "Vision"),
                            ("aims", "Aims"),
                            ("context", "Context"),
                            ("evidence", "Evidence"),
                            ("text", "Text"),
                            ("table", "Table"),
                        ],
                        max_length=9,
                        verbose_name="what it is",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="words")),
                ("label", models.CharField(blank=True, max_length=200, verbose_name="label")),
                ("in_table", models.BooleanField(default=False)),
                ("goes_on", models.BooleanField(default=False)),
                ("captions", models.JSONField(blank=True, default=list)),
                ("fields", models.JSONField(blank=True, default=list)),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.plan",
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
                "verbose_name": "historical part",
                "verbose_name_plural": "historical parts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="plans.plan"
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("title", "Title"),
                            ("cover", "Cover"),
                            ("section", "Section"),
                            ("sub_plan", "Plan within the plan"),
                            ("theme", "Theme"),
                            ("priority", "Priority"),
                            ("objective", "Objective"),
                            ("vision", "Vision"),
                            ("aims", "Aims"),
                            ("context", "Context"),
                            ("evidence", "Evidence"),
                            ("text", "Text"),
                            ("table", "Table"),
                        ],
                        max_length=9,
                        verbose_name="what it is",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="words")),
                ("label", models.CharField(blank=True, max_length=200, verbose_name="label")),
                ("in_table", models.BooleanField(default=False)),
                ("goes_on", models.BooleanField(default=False)),
                ("captions", models.JSONField(blank=True, default=list)),
                ("fields", models.JSONField(blank=True, default=list)),
            ],
            options={
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "place"), name="one_part_of_a_plan_in_each_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("goes_on", False), ("in_table", True), ("kind", "table"), _connector="OR"
                        ),
                        name="only_a_table_or_a_heading_in_one_goes_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBudget",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("stream", models.CharField(max_length=60, verbose_name="stream")),
                ("pounds", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="pounds")),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.plan",
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
                "verbose_name": "historical budget",
                "verbose_name_plural": "historical budgets",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Budget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="budgets", to="plans.plan"
                    ),
                ),
                ("stream", models.CharField(max_length=60, verbose_name="stream")),
                ("pounds", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="pounds")),
            ],
            options={
                "ordering": ["stream"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "stream"), name="one_budget_of_a_plan_from_each_stream"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pounds__gte", 0)), name="a_budget_is_never_below_nothing"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalStory",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("practice", "Good practice"), ("said", "You said, we did")],
                        default="practice",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("said", models.TextField(blank=True, verbose_name="what was said")),
                ("words", models.TextField(verbose_name="what was done")),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.plan",
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
                "verbose_name": "historical story",
                "verbose_name_plural": "historical storys",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMonitoring",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("observation", "Lesson observation"),
                            ("walk", "Learning walk"),
                            ("books", "Scrutiny of books"),
                            ("planning", "Scrutiny of planning"),
                            ("sampling", "Sampling of work"),
                            ("voice", "Pupil voice"),
                            ("peers", "Peer review"),
                            ("drop_in", "Drop-in"),
                            ("review", "Review by leaders or the trust"),
                        ],
                        max_length=11,
                        verbose_name="what it is",
                    ),
                ),
                ("focus", models.CharField(max_length=300, verbose_name="what is looked at")),
                ("area", models.CharField(blank=True, max_length=80, verbose_name="subject or area")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="on")),
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
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.plan",
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rhythm.duty",
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
                "verbose_name": "historical monitoring",
                "verbose_name_plural": "historical monitorings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPaper",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("meeting_on", models.DateField(verbose_name="for the meeting on")),
                ("opening", models.TextField(blank=True, verbose_name="in a few sentences: how we stand")),
                (
                    "worries",
                    models.TextField(blank=True, verbose_name="where we are behind, and what we do about it"),
                ),
                ("asks", models.TextField(blank=True, verbose_name="what we ask of governors")),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                ("issued_by_name", models.CharField(blank=True, max_length=160)),
                ("contents", models.JSONField(blank=True, null=True)),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.plan",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.review",
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
                "verbose_name": "historical paper",
                "verbose_name_plural": "historical papers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="plans.plan"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="plans.review"
                    ),
                ),
                ("meeting_on", models.DateField(verbose_name="for the meeting on")),
                ("opening", models.TextField(blank=True, verbose_name="in a few sentences: how we stand")),
                (
                    "worries",
                    models.TextField(blank=True, verbose_name="where we are behind, and what we do about it"),
                ),
                ("asks", models.TextField(blank=True, verbose_name="what we ask of governors")),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                ("issued_by_name", models.CharField(blank=True, max_length=160)),
                ("contents", models.JSONField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-meeting_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contents", None), ("issued_at", None), ("issued_by_name", "")),
                            models.Q(
                                ("contents__isnull", False),
                                ("issued_at__isnull", False),
                                models.Q(("issued_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_issued_paper_keeps_what_it_says",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRow",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("place", models.PositiveIntegerField()),
                ("cells", models.JSONField(default=list)),
                (
                    "part",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.part",
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
                "verbose_name": "historical row",
                "verbose_name_plural": "historical rows",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Row",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="plans.part"
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                ("cells", models.JSONField(default=list)),
                ("gatherings", models.ManyToManyField(related_name="rows", to="gatherings.gathering")),
            ],
            options={
                "ordering": ["part__place", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("part", "place"), name="one_row_of_a_table_in_each_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalLink",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("see", "See"),
                            ("cost", "Cost counted there"),
                            ("serves", "Serves"),
                            ("from", "Carried on from"),
                        ],
                        max_length=6,
                        verbose_name="link",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="of another plan")),
                (
                    "row",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.row",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.row",
                    ),
                ),
                (
                    "heading",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.part",
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
                "verbose_name": "historical link",
                "verbose_name_plural": "historical links",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="plans.row"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("see", "See"),
                            ("cost", "Cost counted there"),
                            ("serves", "Serves"),
                            ("from", "Carried on from"),
                        ],
                        max_length=6,
                        verbose_name="link",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="linked_from",
                        to="plans.row",
                    ),
                ),
                (
                    "heading",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="served_by",
                        to="plans.part",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="of another plan")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("to", None), _negated=True), ("heading", None), ("words", "")),
                            models.Q(("heading__isnull", False), ("to", None), ("words", "")),
                            models.Q(("heading", None), ("to", None), models.Q(("words", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_link_leads_to_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("heading", None), ("kind", "serves"), _connector="OR"),
                        name="only_what_serves_leads_to_a_heading",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCriterion",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("field", models.CharField(max_length=9)),
                ("words", models.TextField()),
                ("measure", models.CharField(blank=True, max_length=40, verbose_name="measure")),
                ("count", models.CharField(blank=True, max_length=20, verbose_name="count")),
                ("group_field", models.CharField(blank=True, max_length=16, verbose_name="group")),
                ("group", models.CharField(blank=True, max_length=40)),
                (
                    "population",
                    models.CharField(
                        choices=[
                            ("statistical", "pupils aged 5 to 15 on 31 August"),
                            ("compulsory_age", "pupils of compulsory school age"),
                            ("all_on_roll", "all pupils on roll"),
                        ],
                        default="all_on_roll",
                        max_length=14,
                        verbose_name="population",
                    ),
                ),
                (
                    "period",
                    models.CharField(
                        choices=[
                            ("year", "the school year, so far"),
                            ("term", "the term, so far"),
                            ("half_term", "the half-term, so far"),
                            ("plan", "since the plan began"),
                        ],
                        default="year",
                        max_length=9,
                        verbose_name="over",
                    ),
                ),
                (
                    "comparator",
                    models.CharField(
                        choices=[
                            ("fixed", "a number"),
                            ("national", "the national figure of the same year"),
                            ("latest", "the latest national figure there is"),
                            ("last_year", "the same days a year before"),
                            ("baseline", "the baseline"),
                            ("rest", "everybody else"),
                        ],
                        max_length=9,
                        verbose_name="against",
                    ),
                ),
                (
                    "operator",
                    models.CharField(
                        choices=[
                            ("at_least", "at least"),
                            ("above", "above"),
                            ("at_most", "at most"),
                            ("below", "below"),
                        ],
                        max_length=8,
                        verbose_name="is",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=12, null=True, verbose_name="target"
                    ),
                ),
                ("by_school", models.BooleanField(default=False)),
                ("schools", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("due", models.DateField(verbose_name="by")),
                ("definition", models.TextField(blank=True, verbose_name="what its words mean here")),
                (
                    "leads",
                    models.BooleanField(
                        default=False, verbose_name="among the five figures governors see first"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.row",
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
                        to="evidence.indicator",
                    ),
                ),
                (
                    "baseline",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="evidence.reading",
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
                "verbose_name": "historical criterion",
                "verbose_name_plural": "historical criterions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="plans.row"
                    ),
                ),
                ("field", models.CharField(max_length=9)),
                ("words", models.TextField()),
                ("measure", models.CharField(blank=True, max_length=40, verbose_name="measure")),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="evidence.indicator",
                    ),
                ),
                ("count", models.CharField(blank=True, max_length=20, verbose_name="count")),
                ("group_field", models.CharField(blank=True, max_length=16, verbose_name="group")),
                ("group", models.CharField(blank=True, max_length=40)),
                (
                    "population",
                    models.CharField(
                        choices=[
                            ("statistical", "pupils aged 5 to 15 on 31 August"),
                            ("compulsory_age", "pupils of compulsory school age"),
                            ("all_on_roll", "all pupils on roll"),
                        ],
                        default="all_on_roll",
                        max_length=14,
                        verbose_name="population",
                    ),
                ),
                (
                    "period",
                    models.CharField(
                        choices=[
                            ("year", "the school year, so far"),
                            ("term", "the term, so far"),
                            ("half_term", "the half-term, so far"),
                            ("plan", "since the plan began"),
                        ],
                        default="year",
                        max_length=9,
                        verbose_name="over",
                    ),
                ),
                (
                    "comparator",
                    models.CharField(
                        choices=[
                            ("fixed", "a number"),
                            ("national", "the national figure of the same year"),
                            ("latest", "the latest national figure there is"),
                            ("last_year", "the same days a year before"),
                            ("baseline", "the baseline"),
                            ("rest", "everybody else"),
                        ],
                        max_length=9,
                        verbose_name="against",
                    ),
                ),
                (
                    "operator",
                    models.CharField(
                        choices=[
                            ("at_least", "at least"),
                            ("above", "above"),
                            ("at_most", "at most"),
                            ("below", "below"),
                        ],
                        max_length=8,
                        verbose_name="is",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=12, null=True, verbose_name="target"
                    ),
                ),
                ("by_school", models.BooleanField(default=False)),
                ("schools", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("due", models.DateField(verbose_name="by")),
                ("definition", models.TextField(blank=True, verbose_name="what its words mean here")),
                (
                    "leads",
                    models.BooleanField(
                        default=False, verbose_name="among the five figures governors see first"
                    ),
                ),
                (
                    "baseline",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="evidence.reading",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("count", ""), ("indicator", None), models.Q(("measure", ""), _negated=True)
                            ),
                            models.Q(("count", ""), ("indicator__isnull", False), ("measure", "")),
                            models.Q(
                                ("indicator", None), ("measure", ""), models.Q(("count", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="a_criterion_is_bound_to_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("comparator", "fixed"), ("target__isnull", False)),
                            models.Q(models.Q(("comparator", "fixed"), _negated=True), ("target", None)),
                            _connector="OR",
                        ),
                        name="a_criterion_against_a_number_has_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("comparator", "rest"), _negated=True),
                            models.Q(("group_field", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="only_a_group_is_set_beside_everybody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("schools", None),
                            models.Q(("by_school", True), ("schools__gt", 0)),
                            _connector="OR",
                        ),
                        name="only_what_is_met_at_schools_says_at_how_many",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCosting",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("words", models.CharField(max_length=300)),
                ("stream", models.CharField(blank=True, max_length=60, verbose_name="stream")),
                (
                    "counts",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "As it was read"),
                            ("firm", "It is firm"),
                            ("queried", "It is not certain yet"),
                            ("not", "It does not count: another sum holds it, or it is no money"),
                        ],
                        max_length=7,
                        verbose_name="how it counts",
                    ),
                ),
                (
                    "spent",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="spent so far"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.row",
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
                "verbose_name": "historical costing",
                "verbose_name_plural": "historical costings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Costing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="costings", to="plans.row"
                    ),
                ),
                ("words", models.CharField(max_length=300)),
                ("stream", models.CharField(blank=True, max_length=60, verbose_name="stream")),
                (
                    "counts",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "As it was read"),
                            ("firm", "It is firm"),
                            ("queried", "It is not certain yet"),
                            ("not", "It does not count: another sum holds it, or it is no money"),
                        ],
                        max_length=7,
                        verbose_name="how it counts",
                    ),
                ),
                (
                    "spent",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="spent so far"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("row", "words"), name="a_sum_is_spoken_of_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stream", ""), _negated=True),
                            models.Q(("counts", ""), _negated=True),
                            ("spent__isnull", False),
                            _connector="OR",
                        ),
                        name="what_is_said_of_a_sum_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spent", None), ("spent__gte", 0), _connector="OR"),
                        name="what_is_spent_is_never_below_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="plans.plan"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="answers",
                        to="plans.row",
                    ),
                ),
                ("question", models.TextField()),
                ("words", models.TextField(verbose_name="answer")),
                ("answered_on", models.DateField()),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_by_name", models.CharField(max_length=160)),
                ("readings", models.ManyToManyField(related_name="+", to="evidence.reading")),
            ],
            options={
                "ordering": ["answered_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="an_answer_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Story",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stories", to="plans.plan"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("practice", "Good practice"), ("said", "You said, we did")],
                        default="practice",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("said", models.TextField(blank=True, verbose_name="what was said")),
                ("words", models.TextField(verbose_name="what was done")),
                ("rows", models.ManyToManyField(related_name="stories", to="plans.row")),
            ],
            options={
                "ordering": ["-on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "said"), models.Q(("said", ""), _negated=True)),
                            models.Q(("kind", "practice"), ("said", "")),
                            _connector="OR",
                        ),
                        name="only_you_said_has_what_was_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="a_story_says_what_was_done"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalStep",
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
                (
                    "kind",
                    models.CharField(
                        choices=[("action", "Action"), ("milestone", "Milestone")],
                        default="action",
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("words", models.TextField(verbose_name="what is to be done or reached")),
                ("said", models.CharField(blank=True, max_length=60)),
                ("start", models.DateField(blank=True, null=True, verbose_name="from")),
                ("finish", models.DateField(blank=True, null=True, verbose_name="by")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_do", "To do"),
                            ("under_way", "Under way"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        default="to_do",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("because", models.TextField(blank=True, verbose_name="because")),
                ("settled_on", models.DateField(blank=True, null=True)),
                ("touched_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "row",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.row",
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rhythm.duty",
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
                "verbose_name": "historical step",
                "verbose_name_plural": "historical steps",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Step",
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
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="plans.row"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("action", "Action"), ("milestone", "Milestone")],
                        default="action",
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("words", models.TextField(verbose_name="what is to be done or reached")),
                ("said", models.CharField(blank=True, max_length=60)),
                ("start", models.DateField(blank=True, null=True, verbose_name="from")),
                ("finish", models.DateField(blank=True, null=True, verbose_name="by")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_do", "To do"),
                            ("under_way", "Under way"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        default="to_do",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("because", models.TextField(blank=True, verbose_name="because")),
                ("settled_on", models.DateField(blank=True, null=True)),
                ("touched_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "duty",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="step",
                        to="rhythm.duty",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("role", "")),
                            models.Q(("person", None), ("team", None)),
                            models.Q(("role", ""), ("team", None)),
                            _connector="OR",
                        ),
                        name="plans_step_has_one_owner_or_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="a_step_says_what_is_to_be_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_on__isnull", False), ("state__in", ["done", "dropped"])),
                            models.Q(("settled_on", None), ("state__in", ["to_do", "under_way"])),
                            _connector="OR",
                        ),
                        name="a_step_is_settled_when_it_is_done_or_dropped",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dropped"), models.Q(("because", ""), _negated=True)),
                            models.Q(models.Q(("state", "dropped"), _negated=True), ("because", "")),
                            _connector="OR",
                        ),
                        name="a_step_is_dropped_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start", None),
                            ("finish", None),
                            ("finish__gte", models.F("start")),
                            _connector="OR",
                        ),
                        name="a_step_ends_no_earlier_than_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("duty", None),
                            models.Q(("person", None), ("role", ""), ("team", None)),
                            _connector="OR",
                        ),
                        name="whose_a_recurring_step_is_its_duty_says",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="plans.row"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("progress", "Progress"), ("evaluation", "Evaluation")],
                        default="progress",
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(verbose_name="how it goes")),
                ("on", models.DateField()),
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
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="a_note_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Monitoring",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="monitoring",
                        to="plans.plan",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("observation", "Lesson observation"),
                            ("walk", "Learning walk"),
                            ("books", "Scrutiny of books"),
                            ("planning", "Scrutiny of planning"),
                            ("sampling", "Sampling of work"),
                            ("voice", "Pupil voice"),
                            ("peers", "Peer review"),
                            ("drop_in", "Drop-in"),
                            ("review", "Review by leaders or the trust"),
                        ],
                        max_length=11,
                        verbose_name="what it is",
                    ),
                ),
                ("focus", models.CharField(max_length=300, verbose_name="what is looked at")),
                ("area", models.CharField(blank=True, max_length=80, verbose_name="subject or area")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="on")),
                (
                    "duty",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="monitoring",
                        to="rhythm.duty",
                    ),
                ),
                (
                    "rows",
                    models.ManyToManyField(
                        blank=True, related_name="monitoring", to="plans.row", verbose_name="rows"
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("role", "")),
                            models.Q(("person", None), ("team", None)),
                            models.Q(("role", ""), ("team", None)),
                            _connector="OR",
                        ),
                        name="plans_monitoring_has_one_owner_or_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("focus", ""), _negated=True),
                        name="monitoring_says_what_is_looked_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("duty", None),
                            models.Q(("due_on", None), ("person", None), ("role", ""), ("team", None)),
                            _connector="OR",
                        ),
                        name="whose_recurring_monitoring_is_its_duty_says",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reported",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reported",
                        to="plans.review",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reported",
                        to="plans.criterion",
                    ),
                ),
                ("words", models.TextField()),
                (
                    "reading",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="evidence.reading"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalFinding",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("words", models.TextField(verbose_name="what was found")),
                ("strengths", models.TextField(blank=True, verbose_name="strengths")),
                ("next_steps", models.TextField(blank=True, verbose_name="next steps")),
                ("by_name", models.CharField(max_length=160)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "monitoring",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="plans.monitoring",
                    ),
                ),
                (
                    "teacher",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="about one teacher",
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
                "verbose_name": "historical finding",
                "verbose_name_plural": "historical findings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "monitoring",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="plans.monitoring",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("words", models.TextField(verbose_name="what was found")),
                ("strengths", models.TextField(blank=True, verbose_name="strengths")),
                ("next_steps", models.TextField(blank=True, verbose_name="next steps")),
                (
                    "teacher",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="about one teacher",
                    ),
                ),
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
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="a_finding_says_what_was_found"
                    )
                ],
            },
        ),
    ]
