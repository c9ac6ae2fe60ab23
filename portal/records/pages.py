"""How a page calls a verb: form in, redirect out, a refusal shown where it belongs."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect

from portal.core.errors import Malformed, NotFound, Refused, Stale, Text
from portal.core.races import refusal_of_database
from portal.records.api.idempotency import redirect_once
from portal.records.stale import Edited, both_texts, version_of, who_was_quicker

Words = Mapping[str, Text]
Run = Callable[[dict[str, Any]], tuple[str, Text]]


def form_page(
    request: HttpRequest,
    *,
    form: Callable[..., forms.Form],
    run: Run,
    title: Text,
    submit: Text,
    cancel_url: str,
    intro: Text = "",
    initial: dict[str, Any] | None = None,
    edited: Edited | None = None,
    template: str = "form.html",
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """GET shows the form, POST runs the verb with the cleaned data.

    `run` returns the URL to go to and the sentence to say there. A refusal becomes an error of the form (of
    the field, when it names one) and the page answers 422 with everything typed still there. The hidden
    `idempotency_key` makes a second click do nothing twice.

    With `edited` the form begins with the object's present values and carries its version (`version_of(request)`);
    when the verb refuses it as Stale, the page shows both texts.
    """
    stale = None
    if request.method == "POST":
        bound = form(request.POST, request.FILES)
        if bound.is_valid():
            try:
                return _go(request, _run_once(request, dict(bound.cleaned_data), run))
            except (Refused, DatabaseError) as exc:
                if edited and isinstance(exc, Stale):
                    stale = both_texts(request, edited, bound)
                else:
                    _show_refusal(bound, exc)
        status = 422
    else:
        bound = _first(form, initial, edited)
    return render(
        request,
        template,
        {
            "form": bound,
            "title": title,
            "intro": intro,
            "submit_label": submit,
            "cancel_url": cancel_url,
            "multipart": bound.is_multipart(),
            "version": _version(request, edited) if edited else "",
            "stale": stale,
        }
        | (context or {}),
        status=status,
    )


def _first(form: Callable[..., forms.Form], initial: dict[str, Any] | None, edited: Edited | None) -> forms.Form:
    if edited:
        return form(initial=edited.values(edited.obj) | (initial or {}))
    return form() if initial is None else form(initial=initial)


def _version(request: HttpRequest, edited: Edited) -> str:
    """A form that comes back with an error keeps the version that its author has seen."""
    return str(version_of(request) if request.method == "POST" else edited.obj.version)


def _run_once(request: HttpRequest, data: dict[str, Any], run: Run) -> str:
    def handle() -> str:
        url, sentence = run(data)
        if sentence:
            messages.success(request, sentence)
        return url

    key = request.POST.get("idempotency_key", "")
    if not (key and len(key) <= 64 and key.isprintable()):
        return handle()
    return redirect_once(user=request.user, key=f"page:{key}", handle=handle)


def _go(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else redirect(url)


def _show_refusal(form: forms.Form, exc: Exception) -> None:
    """Put a refusal onto the form; anything else, and what may not be seen, goes on up."""
    refusal = exc if isinstance(exc, Refused) else refusal_of_database(exc)
    if refusal is None or isinstance(refusal, NotFound):
        raise exc
    if isinstance(refusal, Malformed) and refusal.errors:
        for name, texts in refusal.errors.items():
            for text in texts:
                form.add_error(name if name in form.fields else None, str(text))
        return
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))


def step_page(
    request: HttpRequest,
    *,
    run: Callable[[], Text],
    back: str,
    edited: Edited | None = None,
    words: Words | None = None,
) -> HttpResponse:
    """A step without a form (take, resume): POST runs it and goes back, a refusal is said there.

    With `edited` a button of a page that is out of date does nothing: 412, and who did what meanwhile (`words`: what
    an event is called).
    """
    try:
        messages.success(request, run())
    except Stale:
        if edited is None:
            raise
        last = who_was_quicker(edited)
        did = str((words or {}).get(last.verb, "")) if last else ""
        shown = {"last": last, "did": "" if "%(" in did else did, "back_url": back}
        return render(request, "stale_step.html", shown, status=412)
    except (Refused, DatabaseError) as exc:
        refusal = exc if isinstance(exc, Refused) else refusal_of_database(exc)
        if refusal is None or isinstance(refusal, NotFound):
            raise
        messages.error(request, refusal.message)
    return _go(request, back)
