"""One's own pages: profile and API tokens."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.core.errors import Refused
from portal.people.forms.organisation import ProfileForm
from portal.people.forms.tokens import TokenForm
from portal.people.models import ApiToken
from portal.people.queries import roles_of
from portal.people.services.preferences import preference_set
from portal.people.services.tokens import token_create, token_revoke
from portal.records.pages import form_page, step_page


def profile(request: HttpRequest) -> HttpResponse:
    person = _user(request)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        preference_set(by=person, **data)
        return reverse("people:profile"), _("Saved.")

    initial = {name: getattr(person, name) for name in ("language", "timezone", "theme", "shortcuts", "mail_at_once")}
    context = {"person": person, "roles": [held.get_role_display() for held in roles_of(person)]}
    return form_page(
        request, form=ProfileForm, run=run, title=_("Profile"), submit=_("Save"),
        cancel_url="", initial=initial, template="people/profile.html", context=context,
    )  # fmt: skip


def tokens(request: HttpRequest) -> HttpResponse:
    rows = ApiToken.objects.visible_to(_user(request)).order_by("-id")[:200]
    return render(request, "people/tokens.html", {"tokens": rows, "now": timezone.now()})


@never_cache
def token_new(request: HttpRequest) -> HttpResponse:
    """The key is in this one answer and kept nowhere, so this form doesn't redirect."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, key = token_create(by=_user(request), now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return render(request, "people/token_made.html", {"token": token, "key": key})
    context = {
        "form": form,
        "title": _("New API token"),
        "submit_label": _("Make the token"),
        "cancel_url": reverse("people:tokens"),
    }
    return render(request, "form.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, reference: str) -> HttpResponse:
    def run() -> str:
        token_revoke(by=_user(request), now=timezone.now(), token=reference.upper())
        return _("Token revoked.")

    return step_page(request, run=run, back=reverse("people:tokens"))


def _user(request: HttpRequest) -> Any:
    return request.user
