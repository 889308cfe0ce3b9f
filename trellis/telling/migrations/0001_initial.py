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
            name="Picture",
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
                        related_name="pictures",
                        to="schools.school",
                    ),
                ),
                ("file", models.CharField(max_length=80)),
                (
                    "says",
                    models.CharField(
                        max_length=200, verbose_name="what it shows, for those who cannot see it"
                    ),
                ),
                (
                    "shows",
                    models.CharField(
                        choices=[
                            ("nobody", "No child can be recognised"),
                            (
                                "consent",
                                "Children can be recognised, and their families’ consent is held for this",
                            ),
                        ],
                        max_length=7,
                        verbose_name="children in it",
                    ),
                ),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("brought_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSeries",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "keeper_role",
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
                ("title", models.CharField(max_length=80, verbose_name="title")),
                (
                    "about",
                    models.CharField(
                        choices=[("school", "The whole school"), ("class", "One class each time")],
                        default="school",
                        max_length=6,
                        verbose_name="about",
                    ),
                ),
                (
                    "every",
                    models.CharField(
                        choices=[
                            ("week", "Every week"),
                            ("month", "Every month"),
                            ("half_term", "Every half-term"),
                            ("term", "Every term"),
                            ("sometimes", "When there is something to tell"),
                        ],
                        default="half_term",
                        max_length=9,
                        verbose_name="how often",
                    ),
                ),
                (
                    "home_help",
                    models.BooleanField(default=False, verbose_name="each one says how to help at home"),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "keeper",
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
                    "keeper_team",
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
                "verbose_name": "historical series",
                "verbose_name_plural": "historical seriess",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "keeper",
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
                    "keeper_team",
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
                    "keeper_role",
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
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="newsletter_series",
                        to="schools.school",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                (
                    "about",
                    models.CharField(
                        choices=[("school", "The whole school"), ("class", "One class each time")],
                        default="school",
                        max_length=6,
                        verbose_name="about",
                    ),
                ),
                (
                    "every",
                    models.CharField(
                        choices=[
                            ("week", "Every week"),
                            ("month", "Every month"),
                            ("half_term", "Every half-term"),
                            ("term", "Every term"),
                            ("sometimes", "When there is something to tell"),
                        ],
                        default="half_term",
                        max_length=9,
                        verbose_name="how often",
                    ),
                ),
                (
                    "home_help",
                    models.BooleanField(default=False, verbose_name="each one says how to help at home"),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="last day")),
            ],
            options={
                "ordering": ["title"],
                "constraints": [
                    models.UniqueConstraint(fields=("school", "title"), name="one_newsletter_series_a_title")
                ],
            },
        ),
        migrations.CreateModel(
            name="Newsletter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="newsletters",
                        to="telling.series",
                    ),
                ),
                (
                    "school_class",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="newsletters",
                        to="schools.schoolclass",
                        verbose_name="class",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("due_on", models.DateField(verbose_name="to be published on")),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "begun_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("begun_by_name", models.CharField(max_length=160)),
                ("given_up_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-due_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "newsletter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="telling.newsletter",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("words", "Words"),
                            ("home_help", "How to help at home"),
                            ("block", "Live figures"),
                        ],
                        default="words",
                        max_length=9,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="heading")),
                ("words", models.TextField(blank=True, verbose_name="words")),
                ("block", models.SlugField(blank=True, max_length=40, verbose_name="figures")),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sections",
                        to="telling.picture",
                    ),
                ),
            ],
            options={
                "ordering": ["newsletter", "place", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "block"), models.Q(("block", ""), _negated=True)),
                            models.Q(models.Q(("kind", "block"), _negated=True), ("block", "")),
                            _connector="OR",
                        ),
                        name="a_section_of_figures_names_its_block",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "newsletter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="telling.newsletter",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="edition")),
                ("corrects", models.CharField(blank=True, max_length=300, verbose_name="what it puts right")),
                ("sides", models.JSONField()),
                ("counted", models.JSONField(default=list)),
                ("ledger", models.JSONField(default=dict)),
                ("names", models.JSONField(default=list)),
                ("published_at", models.DateTimeField()),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("published_by_name", models.CharField(max_length=160)),
                ("digest", models.CharField(max_length=64)),
                ("folder", models.CharField(max_length=120)),
            ],
            options={
                "ordering": ["newsletter", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("newsletter", "number"), name="editions_of_a_newsletter_are_numbered"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrects", ""), ("number", 1)),
                            models.Q(("number__gt", 1), models.Q(("corrects", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_later_edition_says_what_it_puts_right",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("published_by_name", ""), _negated=True),
                        name="an_edition_is_published_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Translation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="telling.section",
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="heading")),
                ("words", models.TextField(verbose_name="words")),
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
            ],
            options={
                "ordering": ["section", "language"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("section", "language"), name="a_section_is_translated_once_a_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at", None), ("approved_by_name", "")),
                            models.Q(
                                ("approved_at__isnull", False),
                                models.Q(("approved_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_translation_is_approved_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "keeper",
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
                    "keeper_team",
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
                    "keeper_role",
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
                    "section",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ask", to="telling.section"
                    ),
                ),
                ("wanted", models.CharField(max_length=300, verbose_name="what you ask for")),
                ("on_behalf_of", models.CharField(blank=True, max_length=80, verbose_name="on behalf of")),
                ("due_on", models.DateField(verbose_name="wanted by")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_by_name", models.CharField(max_length=160)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("reminders", models.PositiveSmallIntegerField(default=0)),
                ("given_at", models.DateTimeField(null=True)),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("given_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["due_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("given_at", None), ("given_by_name", "")),
                            models.Q(
                                ("given_at__isnull", False), models.Q(("given_by_name", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="a_contribution_is_given_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reminded_at", None), ("reminders", 0)),
                            models.Q(("reminded_at__isnull", False), ("reminders__gt", 0)),
                            _connector="OR",
                        ),
                        name="a_reminder_has_its_moment",
                    ),
                ],
            },
        ),
    ]
