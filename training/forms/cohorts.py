"""Forms of cohorts, sessions and rooms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.calendars.models import Calendar
from portal.people.models import Role, Site, User
from training.choices import ResourceKind, SessionState, VersionState
from training.forms.people import PeopleField
from training.models import Curriculum, Resource, Session
from training.rules import LIMITS


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def holders(role: Role) -> Any:
    """Colleagues who hold a role, by name."""
    people = User.objects.active().filter(role_assignments__role=role)
    return people.distinct().order_by("name_key", "id")


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return obj.display_name


class CohortForm(forms.Form):
    curriculum = forms.ModelChoiceField(
        label=_("Curriculum"), queryset=Curriculum.objects.none(), to_field_name="reference"
    )
    name = forms.CharField(label=_("Name of the cohort"), max_length=LIMITS.text)
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none(), to_field_name="code")
    calendar = forms.ModelChoiceField(
        label=_("Working calendar"), queryset=Calendar.objects.none(), to_field_name="reference"
    )
    start_date = forms.DateField(label=_("First day"), widget=DayInput())
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=200)
    owner = PersonChoice(
        label=_("Trainer"), queryset=User.objects.none(), to_field_name="reference", required=False,
        help_text=_("Who answers for the cohort; you, if empty."), empty_label="",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, names_owner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = Curriculum.objects.visible_to(user).filter(versions__state=VersionState.PUBLISHED)
        self._choose("curriculum", published.order_by("name_en"))
        self._choose("site", Site.objects.order_by("code"))
        self._choose("calendar", Calendar.objects.visible_to(user).order_by("name"))
        if names_owner:
            self._choose("owner", holders(Role.TRAINER))
        else:
            del self.fields["owner"]

    def _choose(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows


class CohortEditForm(forms.Form):
    name = forms.CharField(label=_("Name of the cohort"), max_length=LIMITS.text)
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=200)
    owner = PersonChoice(
        label=_("Trainer"), queryset=User.objects.none(), to_field_name="reference", required=False, empty_label=""
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = holders(Role.TRAINER)


class EnrolForm(forms.Form):
    people = PeopleField(
        label=_("Colleagues"), help_text=_("One per line: name, e-mail or employee number. All get a seat, or none.")
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea, max_length=2000, help_text=_("Everybody who takes part reads it.")
    )


class StaffForm(forms.Form):
    """Whoever is chosen is booked, all of them or none."""

    trainer = PersonChoice(
        label=_("Trainer"), queryset=User.objects.none(), to_field_name="reference", required=False, empty_label=""
    )
    coach = PersonChoice(
        label=_("Coach"), queryset=User.objects.none(), to_field_name="reference", required=False, empty_label=""
    )
    room = forms.ModelChoiceField(
        label=_("Room"), queryset=Resource.objects.none(), to_field_name="reference", required=False, empty_label=""
    )
    whole_phase = forms.BooleanField(label=_("All sessions of this phase from this one on"), required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["trainer"].queryset = holders(Role.TRAINER)
        fields["coach"].queryset = holders(Role.COACH)
        rooms = Resource.objects.filter(kind=ResourceKind.ROOM, active=True).select_related("person")
        fields["room"].queryset = rooms.order_by("name_en")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(name) for name in ("trainer", "coach", "room")) and not self.errors:
            raise forms.ValidationError(_("Choose a trainer, a coach or a room."))
        return data


class MoveForm(forms.Form):
    """To another time, or places changed with another session of the cohort."""

    local_date = forms.DateField(label=_("Date"), widget=DayInput())
    local_start = forms.TimeField(label=pgettext_lazy("time of day", "Start"), widget=TimeInput())
    duration_min = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LIMITS.duration_min)
    swap = forms.ModelChoiceField(
        label=_("Or change places with"), queryset=Session.objects.none(), to_field_name="reference", required=False,
        empty_label="", help_text=_("Both sessions move; the day above is then left out."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["swap"]
        others = Session.objects.filter(cohort=session.cohort_id, state=SessionState.PLANNED).exclude(pk=session.pk)
        field.queryset = others.order_by("starts_at")
        field.label_from_instance = lambda row: f"{row.local_date:%Y-%m-%d} {row.local_start:%H:%M} {row.title}"


class RoomForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[choice for choice in ResourceKind.choices if choice[0] != "person"]
    )
    name_en = forms.CharField(label=_("English name"), max_length=LIMITS.text)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=LIMITS.text)
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=2000, required=False)
    site = forms.ModelChoiceField(
        label=_("Site"), queryset=Site.objects.none(), to_field_name="code", required=False, empty_label=""
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["site"]
        field.queryset = Site.objects.order_by("code")
