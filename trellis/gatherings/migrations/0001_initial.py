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
            name="HistoricalSeries",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("governors", "Governors’ meeting"),
                            ("committee", "Committee of governors"),
                            ("visit", "Governor’s visit"),
                            ("staff", "Staff meeting"),
                            ("network", "Network or forum"),
                            ("clinic", "Attendance clinic"),
                            ("coffee", "Coffee morning"),
                            ("evening", "Parents’ evening"),
                            ("education", "Evening of education"),
                            ("workshop", "Workshop for families"),
                            ("reading", "Reading morning"),
                            ("in_class", "Families in class"),
                            ("helping", "Families who help out"),
                            ("group", "Session of a group"),
                            ("cases", "Meeting about cases"),
                            ("course", "Session of a course"),
                        ],
                        default="coffee",
                        max_length=12,
                        verbose_name="what it is",
                    ),
                ),
                ("where", models.CharField(max_length=120, verbose_name="where")),
                ("at", models.TimeField(verbose_name="at")),
                ("until", models.DateField(blank=True, null=True, verbose_name="held until")),
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
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="event_series",
                        to="schools.school",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("governors", "Governors’ meeting"),
                            ("committee", "Committee of governors"),
                            ("visit", "Governor’s visit"),
                            ("staff", "Staff meeting"),
                            ("network", "Network or forum"),
                            ("clinic", "Attendance clinic"),
                            ("coffee", "Coffee morning"),
                            ("evening", "Parents’ evening"),
                            ("education", "Evening of education"),
                            ("workshop", "Workshop for families"),
                            ("reading", "Reading morning"),
                            ("in_class", "Families in class"),
                            ("helping", "Families who help out"),
                            ("group", "Session of a group"),
                            ("cases", "Meeting about cases"),
                            ("course", "Session of a course"),
                        ],
                        default="coffee",
                        max_length=12,
                        verbose_name="what it is",
                    ),
                ),
                ("where", models.CharField(max_length=120, verbose_name="where")),
                ("at", models.TimeField(verbose_name="at")),
                ("until", models.DateField(blank=True, null=True, verbose_name="held until")),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("school", "name"),
                        name="one_series_of_a_name_at_a_school",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "coffee",
                                    "evening",
                                    "education",
                                    "workshop",
                                    "reading",
                                    "in_class",
                                    "helping",
                                ),
                            ),
                            models.Q(("name", ""), _negated=True),
                        ),
                        name="a_series_is_of_events",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalLinkRole",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("area", models.CharField(max_length=120, verbose_name="subject or area")),
                ("year", models.PositiveSmallIntegerField(verbose_name="school year")),
                ("months", models.JSONField(blank=True, default=list, verbose_name="months to visit in")),
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="governor",
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
                "verbose_name": "historical link role",
                "verbose_name_plural": "historical link roles",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LinkRole",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="link_roles",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="governor",
                    ),
                ),
                ("area", models.CharField(max_length=120, verbose_name="subject or area")),
                ("year", models.PositiveSmallIntegerField(verbose_name="school year")),
                ("months", models.JSONField(blank=True, default=list, verbose_name="months to visit in")),
            ],
            options={
                "ordering": ["area", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="gatherings_linkrole_is_of_one_place",
                    ),
                    models.UniqueConstraint(
                        fields=("school", "person", "area", "year"),
                        name="a_governor_is_linked_to_an_area_of_a_school_once_a_year",
                    ),
                    models.UniqueConstraint(
                        fields=("grouping", "person", "area", "year"),
                        name="a_governor_is_linked_to_an_area_of_a_grouping_once_a_year",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalStandingItem",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("governors", "Governors’ meeting"),
                            ("committee", "Committee of governors"),
                            ("visit", "Governor’s visit"),
                            ("staff", "Staff meeting"),
                            ("network", "Network or forum"),
                            ("clinic", "Attendance clinic"),
                            ("coffee", "Coffee morning"),
                            ("evening", "Parents’ evening"),
                            ("education", "Evening of education"),
                            ("workshop", "Workshop for families"),
                            ("reading", "Reading morning"),
                            ("in_class", "Families in class"),
                            ("helping", "Families who help out"),
                            ("group", "Session of a group"),
                            ("cases", "Meeting about cases"),
                            ("course", "Session of a course"),
                        ],
                        max_length=12,
                    ),
                ),
                ("place_in", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=200)),
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
                "verbose_name": "historical standing item",
                "verbose_name_plural": "historical standing items",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="StandingItem",
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
                            ("governors", "Governors’ meeting"),
                            ("committee", "Committee of governors"),
                            ("visit", "Governor’s visit"),
                            ("staff", "Staff meeting"),
                            ("network", "Network or forum"),
                            ("clinic", "Attendance clinic"),
                            ("coffee", "Coffee morning"),
                            ("evening", "Parents’ evening"),
                            ("education", "Evening of education"),
                            ("workshop", "Workshop for families"),
                            ("reading", "Reading morning"),
                            ("in_class", "Families in class"),
                            ("helping", "Families who help out"),
                            ("group", "Session of a group"),
                            ("cases", "Meeting about cases"),
                            ("course", "Session of a course"),
                        ],
                        max_length=12,
                    ),
                ),
                ("place_in", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["kind", "place_in"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="gatherings_standingitem_is_of_one_place",
                    ),
                    models.UniqueConstraint(
                        fields=("school", "kind", "words"), name="an_item_of_a_school_stands_once"
                    ),
                    models.UniqueConstraint(
                        fields=("grouping", "kind", "words"), name="an_item_of_a_grouping_stands_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalGathering",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("governors", "Governors’ meeting"),
                            ("committee", "Committee of governors"),
                            ("visit", "Governor’s visit"),
                            ("staff", "Staff meeting"),
                            ("network", "Network or forum"),
                            ("clinic", "Attendance clinic"),
                            ("coffee", "Coffee morning"),
                            ("evening", "Parents’ evening"),
                            ("education", "Evening of education"),
                            ("workshop", "Workshop for families"),
                            ("reading", "Reading morning"),
                            ("in_class", "Families in class"),
                            ("helping", "Families who help out"),
                            ("group", "Session of a group"),
                            ("cases", "Meeting about cases"),
                            ("course", "Session of a course"),
                        ],
                        default="governors",
                        max_length=12,
                        verbose_name="what it is",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=200, verbose_name="what it is about")),
                ("on", models.DateField(verbose_name="on")),
                ("at", models.TimeField(blank=True, null=True, verbose_name="at")),
                ("where", models.CharField(blank=True, max_length=120, verbose_name="where")),
                ("called_off", models.BooleanField(default=False, verbose_name="called off")),
                ("minutes", models.TextField(blank=True, verbose_name="what was said")),
                ("minutes_by_name", models.CharField(blank=True, max_length=160)),
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
                    "role",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="gatherings.linkrole",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="gatherings.series",
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
                "verbose_name": "historical gathering",
                "verbose_name_plural": "historical gatherings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Gathering",
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
                            ("governors", "Governors’ meeting"),
                            ("committee", "Committee of governors"),
                            ("visit", "Governor’s visit"),
                            ("staff", "Staff meeting"),
                            ("network", "Network or forum"),
                            ("clinic", "Attendance clinic"),
                            ("coffee", "Coffee morning"),
                            ("evening", "Parents’ evening"),
                            ("education", "Evening of education"),
                            ("workshop", "Workshop for families"),
                            ("reading", "Reading morning"),
                            ("in_class", "Families in class"),
                            ("helping", "Families who help out"),
                            ("group", "Session of a group"),
                            ("cases", "Meeting about cases"),
                            ("course", "Session of a course"),
                        ],
                        default="governors",
                        max_length=12,
                        verbose_name="what it is",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=200, verbose_name="what it is about")),
                ("on", models.DateField(verbose_name="on")),
                ("at", models.TimeField(blank=True, null=True, verbose_name="at")),
                ("where", models.CharField(blank=True, max_length=120, verbose_name="where")),
                (
                    "role",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="visits",
                        to="gatherings.linkrole",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="gatherings",
                        to="gatherings.series",
                    ),
                ),
                (
                    "school_class",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="gatherings",
                        to="schools.schoolclass",
                    ),
                ),
                ("called_off", models.BooleanField(default=False, verbose_name="called off")),
                ("minutes", models.TextField(blank=True, verbose_name="what was said")),
                ("minutes_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-on", "-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="gatherings_gathering_is_of_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role", None), ("kind", "visit"), _connector="OR"),
                        name="only_a_visit_is_made_for_a_link_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minutes", ""), models.Q(("minutes_by_name", ""), _negated=True), _connector="OR"
                        ),
                        name="what_was_said_is_written_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalItem",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("place_in", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=200, verbose_name="item")),
                ("is_standing", models.BooleanField(default=False)),
                ("minutes", models.TextField(blank=True, verbose_name="what was said")),
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
                "verbose_name": "historical item",
                "verbose_name_plural": "historical items",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="gatherings.gathering",
                    ),
                ),
                ("place_in", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=200, verbose_name="item")),
                ("is_standing", models.BooleanField(default=False)),
                ("minutes", models.TextField(blank=True, verbose_name="what was said")),
            ],
            options={
                "ordering": ["place_in", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="an_item_says_what_it_is"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalInvitation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("came", models.BooleanField(blank=True, null=True, verbose_name="came")),
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
                "verbose_name": "historical invitation",
                "verbose_name_plural": "historical invitations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="gatherings.gathering",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("came", models.BooleanField(blank=True, null=True, verbose_name="came")),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("gathering", "name"), name="somebody_is_invited_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="gatherings.gathering",
                    ),
                ),
                ("at", models.TimeField(verbose_name="at")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="slots",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("held_by", models.CharField(max_length=160, verbose_name="who holds it")),
            ],
            options={
                "ordering": ["at", "held_by", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("gathering", "at", "held_by"), name="somebody_holds_one_slot_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0)), name="a_slot_takes_some_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalFamilyInvitation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("addressee", models.CharField(max_length=240, verbose_name="who is invited")),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="what it is about")),
                ("changed_at", models.DateTimeField(null=True)),
                (
                    "changed_words",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="what they said when they rang to change it"
                    ),
                ),
                ("uninvited", models.BooleanField(default=False, verbose_name="came without being asked")),
                ("came", models.BooleanField(blank=True, null=True, verbose_name="came")),
                ("notes", models.TextField(blank=True, max_length=2000, verbose_name="what was said")),
                ("said_at", models.DateTimeField(null=True)),
                ("said_by_name", models.CharField(blank=True, max_length=160)),
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
                    "slot",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="gatherings.slot",
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
                "verbose_name": "historical family invitation",
                "verbose_name_plural": "historical family invitations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="FamilyInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="families",
                        to="gatherings.gathering",
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
                ("addressee", models.CharField(max_length=240, verbose_name="who is invited")),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="what it is about")),
                (
                    "slot",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="family",
                        to="gatherings.slot",
                    ),
                ),
                ("changed_at", models.DateTimeField(null=True)),
                (
                    "changed_words",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="what they said when they rang to change it"
                    ),
                ),
                ("uninvited", models.BooleanField(default=False, verbose_name="came without being asked")),
                ("came", models.BooleanField(blank=True, null=True, verbose_name="came")),
                ("notes", models.TextField(blank=True, max_length=2000, verbose_name="what was said")),
                ("said_at", models.DateTimeField(null=True)),
                ("said_by_name", models.CharField(blank=True, max_length=160)),
                ("pupils", models.ManyToManyField(related_name="invited_with", to="schools.pupil")),
            ],
            options={
                "ordering": ["slot__at", "addressee", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("gathering", "contact"), name="a_home_is_invited_to_a_gathering_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("came", None), ("said_at", None), ("said_by_name", "")),
                            models.Q(
                                ("came__isnull", False),
                                ("said_at__isnull", False),
                                models.Q(("said_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="whether_a_family_came_is_said_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("uninvited", False), ("came", True), _connector="OR"),
                        name="whoever_was_not_asked_stands_there_because_they_came",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPromise",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("words", models.CharField(max_length=300, verbose_name="what was promised")),
                ("who", models.CharField(max_length=160, verbose_name="by whom")),
                ("due", models.DateField(verbose_name="by")),
                ("dealt_with_on", models.DateField(blank=True, null=True, verbose_name="dealt with on")),
                ("was_kept", models.BooleanField(default=False, verbose_name="kept")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="what came of it")),
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
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="gatherings.familyinvitation",
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
                "verbose_name": "historical promise",
                "verbose_name_plural": "historical promises",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promises",
                        to="gatherings.gathering",
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promises",
                        to="gatherings.familyinvitation",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="what was promised")),
                ("who", models.CharField(max_length=160, verbose_name="by whom")),
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
                ("dealt_with_on", models.DateField(blank=True, null=True, verbose_name="dealt with on")),
                ("was_kept", models.BooleanField(default=False, verbose_name="kept")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="what came of it")),
            ],
            options={
                "ordering": ["due", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dealt_with_on__isnull", False),
                            models.Q(("outcome", ""), ("was_kept", False)),
                            _connector="OR",
                        ),
                        name="only_what_was_dealt_with_is_kept_or_has_an_outcome",
                    )
                ],
            },
        ),
    ]
