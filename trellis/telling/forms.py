"""What somebody fills in to tell something.

What is typed stays on the page, whatever is wrong with a picture.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.messages.actions import ProblemWithBatch
from trellis.messages.languages import language_name, offered_languages
from trellis.messages.models import Channel
from trellis.messages.typesetting import unprintable
from trellis.schools.forms import ActForm, OwnerField, Owners, SeveralField, classes_this_year, day_field
from trellis.schools.models import Grouping, Person, Post, School
from trellis.telling import pictures
from trellis.telling.actions import ProblemWithTelling, bring_picture
from trellis.telling.blocks import BLOCKS
from trellis.telling.documents import ProblemWithDocument, clean_pdf
from trellis.telling.models import (
    Given,
    Guide,
    Kept,
    Notice,
    Picture,
    Reach,
    Screen,
    Section,
    Series,
)
from trellis.telling.pictures import ProblemWithPicture
from trellis.telling.sending import may_attach


class TellingForm(ActForm):
    """A form that carries out an act of this room; where the act is refused the form says why."""

    def carries_out(self, act: Callable[..., Any], **also: Any) -> bool:
        try:
            return super().carries_out(act, **also)
        except (ProblemWithTelling, ProblemWithBatch) as wrong:
            self.add_error(None, str(wrong))
            return False


class OwnedForm(TellingForm):
    """Something somebody sees to."""

    owner = OwnerField(label=gettext_lazy("Who sees to it"), required=True)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(Owners(school))


class HandOnForm(OwnedForm):
    """Who sees to something from now on."""


class SeriesForm(OwnedForm):
    """A newsletter that comes out again and again."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    about = forms.ChoiceField(
        label=gettext_lazy("What it is about"),
        choices=Series.About.choices,
        widget=forms.RadioSelect,
        initial=Series.About.SCHOOL,
    )
    every = forms.ChoiceField(
        label=gettext_lazy("How often it comes out"),
        choices=Series.Every.choices,
        initial=Series.Every.HALF_TERM,
    )
    owner = OwnerField(
        label=gettext_lazy("Who sees to it"),
        required=True,
        help_text=gettext_lazy(
            "They edit it and ask for contributions. A class teacher edits their own class’s too."
        ),
    )
    home_help = forms.BooleanField(label=gettext_lazy("Each one says how to help at home"), required=False)


class BeginForm(TellingForm):
    """The next newsletter of a series."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    school_class = forms.ModelChoiceField(label=gettext_lazy("Class"), queryset=None)
    due_on = day_field(gettext_lazy("To be published on"), today=False)

    def __init__(self, *args: Any, series: Series, classes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].initial = series.title
        if series.about == Series.About.CLASS:
            self.fields["school_class"].queryset = classes
        else:
            del self.fields["school_class"]


class AddSectionForm(TellingForm):
    """What kind of section comes next."""

    what = forms.ChoiceField(label=gettext_lazy("Add a section"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [
            (Section.Kind.WORDS, _("Words, with or without a picture")),
            (Section.Kind.HOME_HELP, Section.Kind.HOME_HELP.label),
            (
                _("Live figures"),
                [(f"block:{block.name}", block.words) for block in BLOCKS.values()],
            ),
        ]

    def clean(self) -> dict[str, Any]:
        """The kind of section, as the act is told."""
        cleaned = super().clean() or self.cleaned_data
        kind, colon, block = cleaned.pop("what", "").partition(":")
        cleaned["kind"] = Section.Kind.BLOCK if colon else kind
        cleaned["block"] = block
        return cleaned


class PictureForm(TellingForm):
    """A picture somebody may bring, with what it shows and whether children can be recognised in it."""

    picture = forms.FileField(
        label=gettext_lazy("A picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=gettext_lazy(
            "PNG, JPEG or WebP, up to 12 MB. Where and when it was taken is removed from the file."
        ),
    )
    says = forms.CharField(
        label=gettext_lazy("What the picture shows"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Read to those who cannot see it. Name no child here."),
    )
    shows = forms.ChoiceField(
        label=gettext_lazy("Children in the picture"),
        choices=Picture.Shows.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school

    def clean(self) -> dict[str, Any]:
        """A picture comes with its words, and is looked at before anything is kept."""
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("picture")
        if file:
            if not cleaned.get("says"):
                self.add_error("says", _("Say what the picture shows."))
            if not cleaned.get("shows"):
                self.add_error("shows", _("Say whether children can be recognised in the picture."))
            try:
                pictures.clean(file)
            except ProblemWithPicture as wrong:
                self.add_error("picture", str(wrong))
            file.seek(0)
        return cleaned

    def brought(self, by: Person) -> Picture | None:
        """The picture that was brought, if one was."""
        file, says, shows = (self.cleaned_data.pop(name, None) for name in ("picture", "says", "shows"))
        if not file:
            return None
        return bring_picture(school=self.school, file=file, says=says, shows=shows, by=by)


class SectionForm(PictureForm):
    """The words of a section."""

    title = forms.CharField(label=gettext_lazy("Heading"), max_length=120, required=False)
    words = forms.CharField(
        label=gettext_lazy("Words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "true"}),
        help_text=gettext_lazy(
            "An empty line begins a new paragraph. A line that begins with “- ” is a point."
        ),
    )
    leave_out_picture = forms.BooleanField(label=gettext_lazy("Leave the picture out"), required=False)
    field_order = ("title", "words", "leave_out_picture", "picture", "says", "shows")

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        self.fields["title"].initial, self.fields["words"].initial = section.title, section.words
        if section.picture_id is None:
            del self.fields["leave_out_picture"]

    def picture_chosen(self, by: Person) -> Picture | None:
        """The picture the section has from now on: the one brought, the one it had, or none."""
        left_out = self.cleaned_data.pop("leave_out_picture", False)
        return self.brought(by) or (None if left_out else self.section.picture)


class ContributionForm(PictureForm):
    """What somebody gives who was asked."""

    words = forms.CharField(
        label=gettext_lazy("Your words"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "true"}),
        help_text=gettext_lazy("Everybody may read them: name no child whose family has not agreed."),
    )
    field_order = ("words", "picture", "says", "shows")


class AskForm(OwnedForm):
    """Whom to ask for a contribution, what about, by when."""

    wanted = forms.CharField(
        label=gettext_lazy("What you ask for"),
        max_length=300,
        help_text=gettext_lazy("Such as: a paragraph about the woodland day, and a picture without faces."),
    )
    title = forms.CharField(label=gettext_lazy("Heading it will stand under"), max_length=120, required=False)
    owner = OwnerField(label=gettext_lazy("Whom you ask"), required=True)
    on_behalf_of = forms.CharField(
        label=gettext_lazy("On behalf of"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Where they bring it for others: the school council, the kitchen."),
    )
    due_on = day_field(gettext_lazy("Wanted by"), today=False)


class TranslationForm(TellingForm):
    """A section in another language."""

    title = forms.CharField(label=gettext_lazy("Heading"), max_length=120, required=False)
    words = forms.CharField(
        label=gettext_lazy("Words"), widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "true"})
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["lang"] = language


class PublishForm(TellingForm):
    """What a person says as they publish."""

    corrects = forms.CharField(
        label=gettext_lazy("What this edition puts right"),
        max_length=300,
        help_text=gettext_lazy("It stands under the heading, and the edition before is kept."),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("Consent is held for every child who is named or pictured"), required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, needs_consent: bool, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_consent:
            del self.fields["consent"]
        if not is_correction:
            del self.fields["corrects"]


# --- Boards, screens, notices -------------------------------------------------------------------------------


class BoardForm(OwnedForm):
    """A board on a wall."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    place = forms.CharField(label=gettext_lazy("Where it hangs"), max_length=120, required=False)
    shows = forms.CharField(
        label=gettext_lazy("What it should show"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Such as: this half-term’s topic, what we learn, school life."),
    )
    stale_after_weeks = forms.IntegerField(
        label=gettext_lazy("Stale after so many weeks"), min_value=1, max_value=60, initial=6
    )
    field_order = ("name", "place", "shows", "owner", "stale_after_weeks")


class UpdateForm(TellingForm):
    """Something new on a board."""

    on = day_field(gettext_lazy("When it was put up"))
    says = forms.CharField(label=gettext_lazy("What is new"), max_length=300, required=False)


class ScreenForm(TellingForm):
    """A screen in the entrance or the hall."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    place = forms.CharField(label=gettext_lazy("Where it is"), max_length=120, required=False)
    seconds = forms.IntegerField(
        label=gettext_lazy("Seconds for each notice"), min_value=5, max_value=300, initial=15
    )


class NoticeForm(PictureForm):
    """A notice for screens, between two days."""

    title = forms.CharField(label=gettext_lazy("Heading"), max_length=120)
    words = forms.CharField(
        label=gettext_lazy("Words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "true"}),
        help_text=gettext_lazy("Few enough to be read in passing."),
    )
    block = forms.ChoiceField(label=gettext_lazy("Live figures"), required=False)
    screens = SeveralField(
        label=gettext_lazy("Screens that show it"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None, if it is only for a poster."),
    )
    since = day_field(gettext_lazy("First day"))
    until = day_field(gettext_lazy("Last day"), required=False)
    consent = forms.BooleanField(
        label=gettext_lazy("Consent is held for every child who is named"), required=False
    )
    field_order = (
        "title",
        "words",
        "block",
        "screens",
        "since",
        "until",
        "consent",
        "picture",
        "says",
        "shows",
    )

    def __init__(self, *args: Any, notice: Notice | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice = notice
        self.fields["screens"].queryset = Screen.objects.filter(school=self.school, until=None)
        blocks = [(block.name, block.words) for block in BLOCKS.values()]
        self.fields["block"].choices = [("", _("None")), *blocks]

    def picture_chosen(self, by: Person) -> Picture | None:
        """The picture the notice has from now on."""
        return self.brought(by) or (self.notice.picture if self.notice else None)


# --- Kept up to date ----------------------------------------------------------------------------------------


class KeptForm(OwnedForm):
    """A page, prospectus or account."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=Kept.Kind.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    where = forms.CharField(
        label=gettext_lazy("Where it is"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Its address, or the shelf it stands on."),
    )
    every = forms.ChoiceField(
        label=gettext_lazy("Looked at"), choices=Kept.Every.choices, initial="half_term"
    )
    field_order = ("kind", "name", "where", "every", "owner")


class LookForm(TellingForm):
    """Somebody has looked at it."""

    on = day_field(gettext_lazy("When you looked"))
    changed = forms.BooleanField(label=gettext_lazy("Something was put right"), required=False)
    edition = forms.CharField(
        label=gettext_lazy("Edition"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Where it has one: 2024/25, 5th edition."),
    )
    says = forms.CharField(label=gettext_lazy("What"), max_length=300, required=False)


class ReachForm(TellingForm):
    """How many it reached."""

    on = day_field(gettext_lazy("Counted on"))
    what = forms.ChoiceField(label=gettext_lazy("What is counted"), choices=Reach.Of.choices)
    number = forms.IntegerField(label=gettext_lazy("How many"), min_value=0, max_value=10_000_000)
    families = forms.IntegerField(
        label=gettext_lazy("Of them families of ours"), min_value=0, max_value=100_000, required=False
    )
    out_of = forms.IntegerField(
        label=gettext_lazy("Out of so many families"), min_value=1, max_value=100_000, required=False
    )
    source = forms.CharField(
        label=gettext_lazy("Where the number comes from"), max_length=120, required=False
    )


# --- Told to families ---------------------------------------------------------------------------------------


class TellForm(TellingForm):
    """By which channels families are told, and which of them."""

    channels = forms.MultipleChoiceField(
        label=gettext_lazy("How families are told"),
        choices=[(one, one.label) for one in (Channel.TEXT, Channel.EMAIL, Channel.LETTER)],
        widget=forms.CheckboxSelectMultiple,
        initial=[Channel.LETTER],
        help_text=gettext_lazy(
            "Each home is told once, by the first of these, in this order, that reaches it."
        ),
    )
    classes = SeveralField(
        label=gettext_lazy("The families of"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen means all of them."),
    )

    def __init__(self, *args: Any, school: School, choose_classes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choose_classes:
            self.fields["classes"].queryset = classes_this_year(school)
        else:
            del self.fields["classes"]

    def clean_classes(self) -> list[int]:
        """The classes as the act is told of them."""
        return [each.pk for each in self.cleaned_data["classes"]]


class TellOfNewsletterForm(TellForm):
    """The same of a newsletter, which may go with its e-mails where these leave by a way for files."""

    attach = forms.BooleanField(
        label=gettext_lazy("Attach the newsletter to the e-mails, as a PDF"), required=False, initial=True
    )
    field_order = ("channels", "attach")

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, school=school, choose_classes=False, **kwargs)
        if not may_attach(school):
            self.fields["attach"].disabled = True
            self.fields["attach"].initial = False
            self.fields["attach"].help_text = _(
                "Your e-mails leave by GOV.UK Notify, which carries no files: families are told what is in "
                "it, and you can put it on your website."
            )


# --- Guides and leaflets ------------------------------------------------------------------------------------


class GuideForm(TellingForm):
    """A guide or leaflet: what it is, what about, whom for."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=Guide.Kind.choices, widget=forms.RadioSelect
    )
    topic = forms.CharField(
        label=gettext_lazy("Topic"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Such as: number, reading, help for families."),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Whom it is for"), choices=Guide.For.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, place: School | Grouping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(place, School):
            # A school's guides are for its own families and staff.
            own = [choice for choice in Guide.For.choices if choice[0] != Guide.For.SCHOOLS]
            self.fields["audience"].choices = own


class EditionForm(TellingForm):
    """An edition, in words or as a file."""

    label = forms.CharField(
        label=gettext_lazy("Edition"), max_length=60, help_text=gettext_lazy("Such as: 2024/25, or 2nd.")
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    words = forms.CharField(
        label=gettext_lazy("Words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "true"}),
        help_text=gettext_lazy(
            "An empty line begins a new paragraph. A line that begins with “- ” is a point."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        help_text=gettext_lazy("A PDF, up to 10 MB. It is handed out as it is."),
    )
    review_on = day_field(gettext_lazy("To be read through again by"), required=False, today=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(tag, language_name(tag)) for tag in offered_languages([])]

    def clean_words(self) -> str:
        """Words the typeface can print."""
        words: str = self.cleaned_data["words"]
        cannot = unprintable(words)
        if cannot:
            said = _("The typeface of our guides cannot print %(letters)s.")
            raise forms.ValidationError(said % {"letters": " ".join(cannot)})
        return words

    def clean_file(self) -> Any:
        """A file in which nothing can act."""
        file = self.cleaned_data["file"]
        if file:
            try:
                clean_pdf(file)
            except ProblemWithDocument as wrong:
                raise forms.ValidationError(str(wrong)) from wrong
            file.seek(0)
        return file or None


class GiveForm(TellingForm):
    """To whom an edition was given, when and how."""

    on = day_field(gettext_lazy("When"))
    how = forms.ChoiceField(label=gettext_lazy("How"), choices=Given.How.choices)
    classes = SeveralField(
        label=gettext_lazy("The families of"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    people = SeveralField(
        label=gettext_lazy("Staff"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    schools = SeveralField(
        label=gettext_lazy("Schools"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    whom = forms.CharField(
        label=gettext_lazy("Somebody else"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("In words: visitors at the open evening. Name no child."),
    )
    copies = forms.IntegerField(
        label=gettext_lazy("Copies, each"), min_value=1, max_value=100_000, required=False
    )

    def __init__(self, *args: Any, guide: Guide, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        if guide.grouping is not None:
            self.fields["schools"].queryset = School.objects.in_grouping(guide.grouping, today)
            unasked = ("classes", "people")
        else:
            posts = Post.objects.on(today).filter(school=guide.school)
            self.fields["classes"].queryset = classes_this_year(guide.school)
            self.fields["people"].queryset = Person.objects.filter(pk__in=posts.values("person")).order_by(
                "name"
            )
            unasked = ("schools", "people" if guide.audience == Guide.For.FAMILIES else "classes")
        for name in unasked:
            del self.fields[name]


class WithdrawForm(TellingForm):
    """Why an edition is withdrawn."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=200)
