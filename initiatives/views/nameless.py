"""Pages of ideas known to nobody. But for `form_for_nobody` and `talk` no view here can know who asks."""

import functools
from collections.abc import Callable
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from initiatives.choices import IDEA_LOOKS, IdeaState
from initiatives.forms.ideas import NamelessForm, ReceiptForm, ReceiptNoteForm, TalkForm
from initiatives.models.ideas import TITLE_MAX
from initiatives.queries.ideas import idea_for
from initiatives.queries.nameless import opened_by
from initiatives.queries.similar import TEXT_READ, similar_ideas
from initiatives.related import BELOW
from initiatives.services.nameless import idea_write_to_author, nameless_note, nameless_submit
from initiatives.views.similar import typed
from initiatives.views.story import stations_shown
from portal.core.errors import Malformed, NotFound, Refused
from portal.core.nameless import too_large
from portal.people.access import require
from portal.people.day_pass import day_pass, require_day_pass
from portal.records.pages import form_page

View = Callable[..., HttpResponse]


def unsigned(view: View) -> View:
    """For requests without a session: nothing of the answer is kept, and the form says which language it was in.

    The token against forged requests needs a cookie; in its place stand the day pass and the receipt code, which
    another site doesn't have.
    """

    @csrf_exempt
    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.get("language") or request.GET.get("language") or request.LANGUAGE_CODE
        language = chosen if chosen in dict(settings.LANGUAGES) else request.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Content-Language"] = language
        response["Referrer-Policy"] = "no-referrer"
        return response

    return wrapped


def form_for_nobody(request: HttpRequest) -> HttpResponse:
    """The form, for whoever is signed in: it is sent without the session, with the pass of the day."""
    form = NamelessForm(initial={"day_pass": day_pass()})
    context = {"form": form, "title": _("New idea, known to nobody"), "action": reverse("initiatives:nameless")}
    response = render(request, "initiatives/nameless/form.html", context)
    response["Cache-Control"] = "no-store"
    return response


@unsigned
def submit(request: HttpRequest) -> HttpResponse:
    form = NamelessForm(request.POST, request.FILES)
    if too_large(request.META):
        form.add_error("pictures", _("The pictures are too large together. Send fewer, or smaller ones."))
    if form.is_valid():
        try:
            code = nameless_submit(**form.cleaned_data, now=timezone.now())
        except Refused as refusal:
            show(form, refusal)
        else:
            return render(request, "initiatives/nameless/receipt_given.html", {"code": code, "picture": qr(code)})
    context = {"form": form, "title": _("New idea, known to nobody"), "action": reverse("initiatives:nameless")}
    return render(request, "initiatives/nameless/form_again.html", context, status=422)


def qr(code: str) -> SafeString:
    """The address with the code behind the #, which no browser sends to a server."""
    url = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('initiatives:receipt')}#{code}"
    made = segno.make(url, error="m")
    return SafeString(made.svg_inline(scale=4, border=2, dark="#000", light="#fff", omitsize=False))


def show(form: forms.Form, refusal: Refused) -> None:
    if isinstance(refusal, Malformed) and refusal.errors:
        for name, texts in refusal.errors.items():
            for text in texts:
                form.add_error(name if name in form.fields else None, str(text))
        return
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))


@unsigned
def similar(request: HttpRequest) -> HttpResponse:
    """Ideas like the one that is written, of those that everybody may see; asked without the session as well."""
    require_day_pass(request.POST.get("day_pass", ""), now=timezone.now())
    title, text = typed(request, "title", TITLE_MAX), typed(request, "text", TEXT_READ)
    return render(request, "initiatives/nameless/_similar.html", {"similar": similar_ideas(None, title, text)})


@unsigned
def receipt(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "initiatives/nameless/receipt_ask.html", {"form": ReceiptForm()})
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return render(request, "initiatives/nameless/receipt_ask.html", {"form": form}, status=422)
    code = form.cleaned_data["code"]
    try:
        return opened(request, code, ReceiptNoteForm(initial={"code": code}))
    except NotFound:
        form.add_error("code", _("No idea has this code. Compare it with what you wrote down."))
    return render(request, "initiatives/nameless/receipt_ask.html", {"form": form}, status=422)


def opened(request: HttpRequest, code: str, form: forms.Form, *, said: str = "", status: int = 200) -> HttpResponse:
    found = opened_by(code)
    context = {
        "opened": found,
        "look": IDEA_LOOKS[IdeaState(found.idea.state)] if found.idea else None,
        "stations": stations_shown(found.stations, linked=False),
        "below": [below(found.idea.canonical or found.idea) for below in BELOW.values()] if found.idea else [],
        "form": form,
        "said": said,
    }
    return render(request, "initiatives/nameless/opened.html", context, status=status)


@unsigned
def note(request: HttpRequest) -> HttpResponse:
    form = ReceiptNoteForm(request.POST)
    code = request.POST.get("code", "")[:60]
    if form.is_valid():
        try:
            nameless_note(code=code, text=form.cleaned_data["text"], now=timezone.now())
        except NotFound:
            raise
        except Refused as refusal:
            show(form, refusal)
        else:
            fresh = ReceiptNoteForm(initial={"code": code})
            return opened(request, code, fresh, said=_("Sent. Those who answer are told of it tomorrow."))
    return opened(request, code, form, status=422)


def talk(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = idea_for(user, reference.upper())
    require(user, "ideas.talk", found)
    back = reverse("initiatives:idea", args=[found.reference])

    def run(data: dict[str, Any]) -> tuple[str, str]:
        idea_write_to_author(reference=found.reference, text=data["text"], by=user, now=timezone.now())
        return f"{back}#talk", _("Sent. The author reads it with the receipt code.")

    return form_page(request, form=TalkForm, run=run, title=_("Write to the author"), submit=_("Send"), cancel_url=back)
