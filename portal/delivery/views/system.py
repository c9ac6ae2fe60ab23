"""Whether the portal is up: one answer for machines, one page for administrators."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from portal.delivery.queries import system_state


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when this process answers and its database does, else 503. Says nothing more: anybody may ask."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        response = JsonResponse({"status": "database"}, status=503)
    else:
        response = JsonResponse({"status": "ok"})
    response["Cache-Control"] = "no-store"
    return response


def system(request: HttpRequest) -> HttpResponse:
    return render(request, "delivery/system.html", {"system": system_state(timezone.now())})
