"""The forms of a plan's money: what there is from each stream, what somebody says of each sum, and what was
spent of it.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.plans.costs import CostLine, Costs
from trellis.plans.models import Costing


class BudgetsForm(forms.Form):
    """A sum for each stream, and one more stream of the school's own."""

    stream = forms.CharField(
        label=gettext_lazy("Another stream"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Such as a trust’s or a charity’s fund."),
    )
    pounds_of_it = forms.DecimalField(
        label=gettext_lazy("Pounds of it"), required=False, min_value=0, max_digits=10, decimal_places=2
    )

    def __init__(self, *args: Any, costs: Costs, streams: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._streams = streams
        for at, name in enumerate(streams):
            self.fields[f"pounds-{at}"] = forms.DecimalField(
                label=_(name),
                required=False,
                min_value=0,
                max_digits=10,
                decimal_places=2,
                initial=costs.budgets.get(name),
            )
        self.order_fields([*(f"pounds-{at}" for at in range(len(streams))), "stream", "pounds_of_it"])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if bool(values.get("stream", "").strip()) != (values.get("pounds_of_it") is not None):
            self.add_error("stream", _("Write what the stream is called, and how much there is of it."))
        return values

    def pounds(self) -> dict[str, Decimal | None]:
        """What there is of each stream."""
        found = {name: self.cleaned_data[f"pounds-{at}"] for at, name in enumerate(self._streams)}
        if self.cleaned_data["stream"].strip():
            found[self.cleaned_data["stream"]] = self.cleaned_data["pounds_of_it"]
        return found


class SumsForm(forms.Form):
    """Each sum of one row: who pays it, how it counts, and what was spent of it."""

    def __init__(self, *args: Any, lines: Sequence[CostLine], streams: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines = lines
        for at, line in enumerate(lines):
            said = line.said
            self.fields[f"stream-{at}"] = forms.ChoiceField(
                label=_("Who pays “%(words)s”") % {"words": line.words},
                choices=[("", _("As its words say, or nobody yet")), *((name, _(name)) for name in streams)],
                required=False,
                initial=said.stream if said else "",
            )
            self.fields[f"counts-{at}"] = forms.ChoiceField(
                label=_("How “%(words)s” counts") % {"words": line.words},
                choices=Costing.Counts.choices,
                required=False,
                initial=said.counts if said else "",
                widget=forms.RadioSelect,
            )
            self.fields[f"spent-{at}"] = forms.DecimalField(
                label=_("Spent so far of “%(words)s”, in pounds") % {"words": line.words},
                help_text=_("Leave it empty while nobody knows."),
                required=False,
                min_value=0,
                max_digits=10,
                decimal_places=2,
                initial=said.spent if said else None,
            )

    def said(self) -> Iterator[dict[str, Any]]:
        """What was said of each sum."""
        for at, line in enumerate(self._lines):
            values = self.cleaned_data
            yield {
                "words": line.words,
                "stream": values[f"stream-{at}"],
                "counts": values[f"counts-{at}"],
                "spent": values[f"spent-{at}"],
            }
