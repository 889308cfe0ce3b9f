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
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("role", "")),
                            models.Q(("person", None), ("team", None)),
                            models.Q(("role", ""), ("team", None)),
                            _connector="OR",
                        ),
                        name="telling_series_has_one_owner_or_none",
                    ),
                    models.UniqueConstraint(fields=("school", "title"), name="one_newsletter_series_a_title"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBoard",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
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
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="where it hangs")),
                ("shows", models.CharField(blank=True, max_length=300, verbose_name="what it should show")),
                (
                    "stale_after_weeks",
                    models.PositiveSmallIntegerField(default=6, verbose_name="stale after so many weeks"),
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
                "verbose_name": "historical board",
                "verbose_name_plural": "historical boards",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Board",
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
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="boards",
                        to="schools.school",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="where it hangs")),
                ("shows", models.CharField(blank=True, max_length=300, verbose_name="what it should show")),
                (
                    "stale_after_weeks",
                    models.PositiveSmallIntegerField(default=6, verbose_name="stale after so many weeks"),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("role", "")),
                            models.Q(("person", None), ("team", None)),
                            models.Q(("role", ""), ("team", None)),
                            _connector="OR",
                        ),
                        name="telling_board_has_one_owner_or_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="telling_board_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("school", "name"),
                        name="one_board_of_a_name_hangs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stale_after_weeks__gte", 1)),
                        name="a_board_goes_stale_after_a_week_or_more",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalScreen",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="where it is")),
                (
                    "seconds",
                    models.PositiveSmallIntegerField(default=15, verbose_name="seconds for each notice"),
                ),
                ("turn", models.PositiveIntegerField(default=1)),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
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
                "verbose_name": "historical screen",
                "verbose_name_plural": "historical screens",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Screen",
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
                        related_name="screens",
                        to="schools.school",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="where it is")),
                (
                    "seconds",
                    models.PositiveSmallIntegerField(default=15, verbose_name="seconds for each notice"),
                ),
                ("turn", models.PositiveIntegerField(default=1)),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("school", "name"),
                        name="one_screen_of_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seconds__gte", 5), ("seconds__lte", 300)),
                        name="a_notice_is_shown_long_enough_to_read",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalKept",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
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
                            ("web_page", "Page of the website"),
                            ("prospectus", "Prospectus"),
                            ("social", "Social media account"),
                            ("newspaper", "Community newspaper"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("where", models.CharField(blank=True, max_length=200, verbose_name="where it is")),
                (
                    "every",
                    models.CharField(
                        choices=[
                            ("month", "every month"),
                            ("half_term", "every half-term"),
                            ("term", "every term"),
                            ("year", "every year"),
                        ],
                        default="half_term",
                        max_length=9,
                        verbose_name="looked at",
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
                "verbose_name": "historical kept",
                "verbose_name_plural": "historical kepts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Kept",
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
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_up_to_date",
                        to="schools.school",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("web_page", "Page of the website"),
                            ("prospectus", "Prospectus"),
                            ("social", "Social media account"),
                            ("newspaper", "Community newspaper"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("where", models.CharField(blank=True, max_length=200, verbose_name="where it is")),
                (
                    "every",
                    models.CharField(
                        choices=[
                            ("month", "every month"),
                            ("half_term", "every half-term"),
                            ("term", "every term"),
                            ("year", "every year"),
                        ],
                        default="half_term",
                        max_length=9,
                        verbose_name="looked at",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "name", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("role", "")),
                            models.Q(("person", None), ("team", None)),
                            models.Q(("role", ""), ("team", None)),
                            _connector="OR",
                        ),
                        name="telling_kept_has_one_owner_or_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="telling_kept_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("school", "name"),
                        name="one_thing_kept_of_a_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalGuide",
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
                            ("guide", "Helpful guide"),
                            ("leaflet", "Leaflet"),
                            ("prospectus", "Prospectus"),
                            ("book_list", "Book list"),
                            ("guidance", "Guidance for staff"),
                        ],
                        default="guide",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("topic", models.CharField(blank=True, max_length=80, verbose_name="topic")),
                (
                    "audience",
                    models.CharField(
                        choices=[("families", "Families"), ("staff", "Staff"), ("schools", "Schools")],
                        default="families",
                        max_length=8,
                        verbose_name="for",
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
                "verbose_name": "historical guide",
                "verbose_name_plural": "historical guides",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Guide",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guides",
                        to="schools.school",
                    ),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guides",
                        to="schools.grouping",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guide", "Helpful guide"),
                            ("leaflet", "Leaflet"),
                            ("prospectus", "Prospectus"),
                            ("book_list", "Book list"),
                            ("guidance", "Guidance for staff"),
                        ],
                        default="guide",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("topic", models.CharField(blank=True, max_length=80, verbose_name="topic")),
                (
                    "audience",
                    models.CharField(
                        choices=[("families", "Families"), ("staff", "Staff"), ("schools", "Schools")],
                        default="families",
                        max_length=8,
                        verbose_name="for",
                    ),
                ),
            ],
            options={
                "ordering": ["title", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="telling_guide_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_guide_is_of_one_organisation",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("school", "title"),
                        name="one_guide_of_a_school_a_title",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("grouping", "title"),
                        name="one_guide_of_a_grouping_a_title",
                    ),
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
            name="BoardUpdate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="updates",
                        to="telling.board",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("says", models.CharField(blank=True, max_length=300, verbose_name="what is new")),
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
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                        related_name="notices",
                        to="schools.school",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="heading")),
                ("words", models.TextField(blank=True, verbose_name="words")),
                ("block", models.SlugField(blank=True, max_length=40, verbose_name="figures")),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="telling.picture",
                    ),
                ),
                ("names", models.JSONField(default=list)),
                (
                    "put_up_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("put_up_by_name", models.CharField(max_length=160)),
                ("screens", models.ManyToManyField(related_name="notices", to="telling.screen")),
            ],
            options={
                "ordering": ["since", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="telling_notice_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="looks", to="telling.kept"
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("changed", models.BooleanField(default=False, verbose_name="something was put right")),
                ("edition", models.CharField(blank=True, max_length=60, verbose_name="edition")),
                ("says", models.CharField(blank=True, max_length=300, verbose_name="what")),
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
            },
        ),
        migrations.CreateModel(
            name="Reach",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reached", to="telling.kept"
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("followers", "followers"),
                            ("copies", "copies given out"),
                            ("visits", "visits in a month"),
                        ],
                        max_length=9,
                        verbose_name="what is counted",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="how many")),
                (
                    "families",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="of them families of ours"
                    ),
                ),
                (
                    "out_of",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="out of so many families"
                    ),
                ),
                (
                    "source",
                    models.CharField(blank=True, max_length=120, verbose_name="where the number comes from"),
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
            ],
            options={
                "ordering": ["-on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("families", None), ("out_of", None)),
                            models.Q(
                                ("families__isnull", False),
                                ("families__lte", models.F("out_of")),
                                ("out_of__gte", 1),
                                ("out_of__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="families_reached_are_some_of_the_families_there_are",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GuideEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="telling.guide",
                    ),
                ),
                ("label", models.CharField(max_length=60, verbose_name="edition")),
                ("language", models.CharField(default="en", max_length=10, verbose_name="language")),
                ("words", models.TextField(blank=True, verbose_name="words")),
                ("file", models.CharField(blank=True, max_length=80)),
                (
                    "review_on",
                    models.DateField(blank=True, null=True, verbose_name="to be read through again by"),
                ),
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
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="withdrawn on")),
                ("withdrawn_by_name", models.CharField(blank=True, max_length=160)),
                (
                    "withdrawn_why",
                    models.CharField(blank=True, max_length=200, verbose_name="why it is withdrawn"),
                ),
            ],
            options={
                "ordering": ["guide", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("guide", "label", "language"), name="one_edition_of_a_guide_a_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("file", ""), ("words", ""), _negated=True),
                        name="an_edition_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_by_name", ""), ("withdrawn_on", None), ("withdrawn_why", "")
                            ),
                            models.Q(
                                ("withdrawn_on__isnull", False),
                                models.Q(("withdrawn_by_name", ""), _negated=True),
                                models.Q(("withdrawn_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_edition_is_withdrawn_by_somebody_who_says_why",
                    ),
                ],
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
            name="Given",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given",
                        to="telling.guideedition",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("by_hand", "By hand"),
                            ("home", "Home with the children"),
                            ("post", "By post"),
                            ("email", "By e-mail"),
                            ("meeting", "At a meeting"),
                        ],
                        max_length=7,
                        verbose_name="how",
                    ),
                ),
                (
                    "school_class",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.schoolclass",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guides_received",
                        to="schools.school",
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
                    ),
                ),
                ("whom", models.CharField(max_length=160, verbose_name="whom")),
                ("copies", models.PositiveIntegerField(blank=True, null=True, verbose_name="copies")),
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
                        condition=models.Q(("whom", ""), _negated=True), name="a_guide_is_given_to_somebody"
                    )
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
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("role", "")),
                            models.Q(("person", None), ("team", None)),
                            models.Q(("role", ""), ("team", None)),
                            _connector="OR",
                        ),
                        name="telling_ask_has_one_owner_or_none",
                    ),
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
