import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import trellis.messages.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("schools", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Template",
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
                        related_name="letter_templates",
                        to="schools.school",
                    ),
                ),
                ("name", models.SlugField(max_length=40)),
                ("subject", models.SlugField(max_length=40)),
            ],
            options={
                "ordering": ["school", "subject", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("school", "name"), name="one_template_a_school_and_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="Batch",
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
                        related_name="letter_batches",
                        to="schools.school",
                    ),
                ),
                ("subject", models.SlugField(max_length=40)),
                ("occasion", models.CharField(max_length=60)),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(verbose_name="until")),
                ("asked", models.JSONField(default=dict)),
                ("counted", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Waiting for approval"),
                            ("approved", "Approved"),
                            ("sent", "Sent"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="prepared",
                        max_length=9,
                    ),
                ),
                ("prepared_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by_name", models.CharField(blank=True, max_length=160)),
                ("sent_at", models.DateTimeField(null=True)),
                ("folder", models.CharField(blank=True, max_length=200)),
                ("printed_at", models.DateTimeField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at", None),
                                ("approved_by_name", ""),
                                ("state__in", ["prepared", "withdrawn"]),
                            ),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("state__in", ["approved", "sent"]),
                                models.Q(("approved_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_batch_is_approved_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("state", "withdrawn"), _negated=True),
                                ("withdrawn_at", None),
                                ("withdrawn_by_name", ""),
                            ),
                            models.Q(
                                ("state", "withdrawn"),
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawn_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_batch_is_withdrawn_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="a_sent_batch_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("digest", ""), ("printed_at", None)),
                            models.Q(
                                ("printed_at__isnull", False),
                                models.Q(("folder", ""), _negated=True),
                                models.Q(("digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_print_run_is_somewhere",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "prepared")),
                        fields=("school", "subject", "occasion"),
                        name="one_batch_waits_for_an_occasion",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotifyAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "school",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notify_account",
                        to="schools.school",
                    ),
                ),
                (
                    "grouping",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notify_account",
                        to="schools.grouping",
                    ),
                ),
                ("sealed_key", models.TextField()),
                ("service", models.CharField(max_length=36)),
                (
                    "text_template",
                    models.CharField(blank=True, max_length=36, verbose_name="template for texts"),
                ),
                (
                    "email_template",
                    models.CharField(blank=True, max_length=36, verbose_name="template for e-mails"),
                ),
                ("kept_at", models.DateTimeField()),
                ("kept_by_name", models.CharField(max_length=160)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grouping__isnull", False), ("school", None)),
                            models.Q(("grouping", None), ("school__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_account_is_a_schools_or_a_groupings",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalOptOut",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "channel",
                    models.CharField(
                        choices=[("letter", "Letter"), ("text", "Text"), ("email", "E-mail")],
                        max_length=6,
                        verbose_name="channel",
                    ),
                ),
                ("how", models.CharField(max_length=200, verbose_name="how they said so")),
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
                "verbose_name": "historical opt out",
                "verbose_name_plural": "historical opt outs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="OptOut",
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
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opt_outs",
                        to="schools.contact",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opt_outs",
                        to="schools.school",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("letter", "Letter"), ("text", "Text"), ("email", "E-mail")],
                        max_length=6,
                        verbose_name="channel",
                    ),
                ),
                ("how", models.CharField(max_length=200, verbose_name="how they said so")),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="correspondence_optout_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("contact", "school", "channel"),
                        name="a_contact_opts_out_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["text", "email"])),
                        name="nobody_opts_out_of_letters",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreedWording",
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
                        related_name="agreed_wordings",
                        to="schools.grouping",
                    ),
                ),
                ("name", models.SlugField(max_length=40)),
                (
                    "channel",
                    models.CharField(
                        choices=[("letter", "Letter"), ("text", "Text"), ("email", "E-mail")],
                        max_length=6,
                        verbose_name="channel",
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("title", models.CharField(max_length=160, verbose_name="subject of the letter")),
                ("body", models.TextField(verbose_name="the letter")),
                ("agreed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("agreed_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["grouping", "name", "channel", "language", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("grouping", "name", "channel", "language", "number"),
                        name="agreed_wordings_are_numbered",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreedDate",
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
                        related_name="agreed_dates",
                        to="schools.grouping",
                    ),
                ),
                ("subject", models.SlugField(max_length=40)),
                ("letter", models.SlugField(blank=True, max_length=40)),
                ("year", models.PositiveSmallIntegerField(verbose_name="academic year")),
                ("half_term", models.CharField(max_length=20, verbose_name="half-term")),
                ("send_by", models.DateField(verbose_name="send by")),
                ("agreed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("agreed_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["-year", "send_by"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("grouping", "subject", "letter", "year", "half_term"),
                        name="one_agreed_date_a_half_term",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderChoice",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_choices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_choices",
                        to="schools.school",
                    ),
                ),
                ("at", models.TimeField(verbose_name="from what time")),
                ("chosen_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "school"), name="somebody_chooses_reminders_once_at_a_school"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="schools.school",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("due", models.PositiveIntegerField(default=0, verbose_name="how many are due")),
                ("late", models.PositiveIntegerField(default=0, verbose_name="how many of them are late")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("nothing", "Nothing was due, so nothing was sent"),
                            ("waiting", "Waiting to be tried again"),
                            ("sending", "Handed over; nobody knows whether it arrived"),
                            ("sent", "Sent"),
                            ("failed", "Refused"),
                        ],
                        max_length=7,
                    ),
                ),
                ("says", models.CharField(blank=True, max_length=300)),
                ("not_before", models.DateTimeField(null=True)),
                ("refusals", models.PositiveSmallIntegerField(default=0)),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "reference",
                    models.CharField(
                        default=trellis.messages.models.new_reference, max_length=11, unique=True
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "school", "day"), name="somebody_is_reminded_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "nothing"), ("due__gt", 0), _connector="OR"),
                        name="a_reminder_is_of_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wordings",
                        to="correspondence.template",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("letter", "Letter"), ("text", "Text"), ("email", "E-mail")],
                        default="letter",
                        max_length=6,
                        verbose_name="channel",
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("title", models.CharField(max_length=160, verbose_name="subject")),
                ("body", models.TextField(verbose_name="the words")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("written_by_name", models.CharField(max_length=160)),
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
                "ordering": ["template", "channel", "language", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("template", "channel", "language", "number"),
                        name="wordings_of_a_template_are_numbered",
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
                        name="a_wording_is_approved_by_somebody",
                    ),
                ],
            },
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
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="correspondence.batch",
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                (
                    "pupil",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="schools.pupil",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.enrolment",
                    ),
                ),
                ("class_name", models.CharField(blank=True, max_length=20, verbose_name="class")),
                (
                    "household",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="schools.household",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="items",
                        to="schools.contact",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("letter", "Letter"), ("text", "Text"), ("email", "E-mail")],
                        default="letter",
                        max_length=6,
                        verbose_name="channel",
                    ),
                ),
                ("addressee", models.CharField(max_length=300, verbose_name="to")),
                ("address", models.JSONField(default=list)),
                ("band", models.CharField(blank=True, max_length=20)),
                ("figures", models.JSONField(default=dict)),
                ("occasion", models.CharField(max_length=140)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Waiting for approval"),
                            ("queued", "Waiting to be sent"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("failed", "Failed"),
                            ("uncertain", "Uncertain: nobody knows whether it arrived"),
                            ("withdrawn", "Stopped"),
                            ("held", "Held back"),
                        ],
                        default="prepared",
                        max_length=9,
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                ("not_before", models.DateTimeField(null=True)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("refusals", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("file", models.CharField(blank=True, max_length=200)),
                ("digest", models.CharField(max_length=64)),
                (
                    "reference",
                    models.CharField(
                        default=trellis.messages.models.new_reference, max_length=11, unique=True
                    ),
                ),
                (
                    "addressed_to",
                    models.ManyToManyField(related_name="items_addressed", to="schools.contact"),
                ),
            ],
            options={
                "ordering": ["batch", "place"],
                "indexes": [models.Index(fields=["state", "not_before"], name="items_that_wait")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("approved_at__isnull", False),
                            ("household__isnull", False),
                            ("pupil__isnull", False),
                            models.Q(("state__in", ["failed", "withdrawn"]), _negated=True),
                        ),
                        fields=("pupil", "household", "occasion"),
                        name="a_household_is_written_to_once_an_occasion",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("approved_at__isnull", False),
                            ("household", None),
                            ("pupil__isnull", False),
                            models.Q(("state__in", ["failed", "withdrawn"]), _negated=True),
                        ),
                        fields=("pupil", "addressee", "occasion"),
                        name="an_addressee_is_written_to_once_an_occasion",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("approved_at__isnull", False),
                            ("household__isnull", False),
                            ("pupil", None),
                            models.Q(("state__in", ["failed", "withdrawn"]), _negated=True),
                        ),
                        fields=("household", "occasion"),
                        name="a_family_is_written_to_once_an_occasion",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("approved_at__isnull", False),
                            ("household", None),
                            ("pupil", None),
                            models.Q(("state__in", ["failed", "withdrawn"]), _negated=True),
                        ),
                        fields=("addressee", "occasion"),
                        name="an_adult_is_written_to_once_an_occasion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["prepared", "withdrawn"]),
                            ("approved_at__isnull", False),
                            _connector="OR",
                        ),
                        name="an_item_is_approved_before_it_goes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["sent", "delivered"]), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="a_sent_item_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeftOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="left_out",
                        to="correspondence.batch",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.pupil"
                    ),
                ),
                ("class_name", models.CharField(blank=True, max_length=20, verbose_name="class")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("held", "Letters are held"),
                            ("looked_after", "Looked after: write to the social worker or virtual school"),
                            ("do_not_contact", "Must not be contacted"),
                            ("leaver", "Has left the school"),
                            ("no_sessions", "No possible sessions"),
                            ("too_few", "Too few sessions to say anything"),
                            ("marks_missing", "Marks are missing"),
                            ("no_parent", "No parent or carer who may be contacted is recorded"),
                            ("no_address", "No address is recorded"),
                            ("no_number", "No mobile number is recorded"),
                            ("not_a_number", "What is recorded as a telephone number is no UK mobile number"),
                            ("no_email", "No e-mail address is recorded"),
                            ("opted_out", "Asked not to be written to in this way"),
                            ("did_not_arrive", "An earlier message in this way did not arrive"),
                            ("not_printable", "A name or address has letters our typeface cannot print"),
                            ("already_written", "Already written to"),
                            ("overtaken", "What it says is not so any more"),
                        ],
                        max_length=15,
                    ),
                ),
                ("says", models.CharField(blank=True, max_length=300)),
                ("held_by", models.CharField(blank=True, max_length=80)),
                (
                    "hold",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schools.hold",
                    ),
                ),
            ],
            options={
                "ordering": ["batch", "class_name", "pupil__surname", "pupil__forename", "id"],
            },
        ),
        migrations.CreateModel(
            name="Side",
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
                        related_name="sides",
                        to="correspondence.item",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "wording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sides",
                        to="correspondence.wording",
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("parts", models.JSONField()),
                ("band", models.JSONField(null=True)),
            ],
            options={
                "ordering": ["item", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "place"), name="sides_of_an_item_are_in_order")
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
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
                        related_name="attempts",
                        to="correspondence.item",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("transport", models.CharField(max_length=8)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("sent", "Handed over"),
                            ("delivered", "Delivered"),
                            ("later", "Refused for now"),
                            ("refused", "Refused"),
                            ("undelivered", "Did not arrive"),
                            ("unknown", "No answer: nobody knows"),
                            ("not_there", "The provider was asked and has no such message"),
                            ("held", "Held back"),
                            ("decided", "Decided by a person"),
                        ],
                        default="unknown",
                        max_length=11,
                    ),
                ),
                ("says", models.CharField(blank=True, max_length=300)),
                ("provider_reference", models.CharField(blank=True, max_length=100)),
                ("by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["item", "id"],
            },
        ),
        migrations.CreateModel(
            name="Reply",
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
                        related_name="replies",
                        to="schools.school",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("letter", "Letter"), ("text", "Text"), ("email", "E-mail")],
                        max_length=6,
                        verbose_name="channel",
                    ),
                ),
                ("sender", models.CharField(max_length=254, verbose_name="from")),
                ("received_at", models.DateTimeField()),
                ("words", models.TextField(verbose_name="words")),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="schools.contact",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replies",
                        to="correspondence.item",
                    ),
                ),
                ("provider_reference", models.CharField(max_length=100, null=True, unique=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("read_by_name", models.CharField(blank=True, max_length=160)),
                ("matched_at", models.DateTimeField(null=True)),
                ("matched_by_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-received_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("read_at", None), ("read_by_name", "")),
                            models.Q(
                                ("read_at__isnull", False), models.Q(("read_by_name", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="a_reply_is_read_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("matched_at", None), ("matched_by_name", "")),
                            models.Q(
                                ("contact__isnull", False),
                                ("matched_at__isnull", False),
                                models.Q(("matched_by_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_reply_is_matched_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Conversation",
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
                        related_name="conversations",
                        to="schools.school",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Telephone call"),
                            ("visit", "Home visit"),
                            ("meeting", "Meeting"),
                            ("talk", "Talk at the gate"),
                            ("answer", "Answer by a link"),
                        ],
                        max_length=7,
                        verbose_name="how",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "reached",
                    models.BooleanField(verbose_name="whether an adult of the family was spoken with"),
                ),
                ("spoken_by", models.CharField(max_length=160, verbose_name="who spoke with them")),
                ("with_interpreter", models.BooleanField(default=False, verbose_name="with an interpreter")),
                (
                    "letter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="read_out_in",
                        to="correspondence.item",
                    ),
                ),
                ("words", models.TextField(verbose_name="what was said")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("gave_reason", "Reached: gave a reason"),
                            ("no_reason", "Reached: no reason yet"),
                            ("no_answer", "No answer"),
                            ("voicemail", "Message left"),
                            ("wrong_number", "Wrong number"),
                            ("written", "Text or e-mail sent"),
                            ("rang_first", "They rang first"),
                            ("on_the_way", "Reached: on the way"),
                            ("child_answered", "A child answered"),
                            ("thought_here", "They thought the child was at school"),
                            ("lead_told", "Nobody reached: the safeguarding lead told"),
                        ],
                        max_length=14,
                        verbose_name="what came of asking",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=30, verbose_name="number used")),
                ("suggested_code", models.CharField(blank=True, max_length=2, verbose_name="code suggested")),
                ("follows", models.CharField(blank=True, max_length=300, verbose_name="what follows")),
                ("follow_by", models.DateField(blank=True, null=True, verbose_name="by when")),
                ("followed_at", models.DateTimeField(null=True)),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("noted_by_name", models.CharField(max_length=160)),
                ("set_aside_at", models.DateTimeField(null=True)),
                ("set_aside_by_name", models.CharField(blank=True, max_length=160)),
                ("set_aside_why", models.CharField(blank=True, max_length=200)),
                ("pupils", models.ManyToManyField(related_name="conversations", to="schools.pupil")),
                ("contacts", models.ManyToManyField(related_name="conversations", to="schools.contact")),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["school", "at"], name="corresponde_school__32987f_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("follow_by", None), models.Q(("follows", ""), _negated=True), _connector="OR"
                        ),
                        name="a_day_to_follow_by_says_what_follows",
                    ),
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
                        name="a_conversation_is_set_aside_by_somebody_and_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LaterNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="later_notes",
                        to="correspondence.conversation",
                    ),
                ),
                ("words", models.TextField(verbose_name="what is added")),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("noted_by_name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["noted_at", "id"],
            },
        ),
    ]
