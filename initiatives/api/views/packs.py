"""The resource `board-packs`: the portfolio as PDF or workbook, made by a job."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.choices.packs import LANGUAGES, PackKind
from initiatives.services.packs import KIND, TYPES, PackWish, pack_start
from portal.core.api.serializers import Answer, StrictSerializer
from portal.core.errors import NotFound
from portal.records.api.viewsets import PortalViewSet
from portal.records.files import send
from portal.records.jobs import own_job
from portal.records.models import Job


class PackBody(StrictSerializer):
    kind = serializers.ChoiceField(choices=PackKind.choices)
    language = serializers.ChoiceField(choices=list(LANGUAGES), default="zh-hans")
    filters = serializers.DictField(
        child=serializers.CharField(max_length=200), default=dict, help_text="Those of the list of initiatives."
    )


class PackShown(Answer):
    id = serializers.CharField(source="reference")
    state = serializers.CharField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    code = serializers.CharField(allow_blank=True, help_text="Why there is none.")
    file = serializers.CharField(allow_null=True, help_text="Address of the file, once it is made.")


class PackViewSet(PortalViewSet):
    """A pack belongs to whom asked for it, shows what they may see, and is kept for a week."""

    def get_queryset(self) -> Any:
        return Job.objects.filter(owner=self._user, kind=KIND)

    @extend_schema(operation_id="board_packs_create", request=PackBody, responses={202: PackShown})
    def create(self, request: Request) -> Response:
        body = self.body(PackBody)
        wish = PackWish(body["kind"], body["language"], urlencode(body["filters"]))
        return self._answer(pack_start(wish=wish, by=self._user, now=timezone.now()), 202)

    @extend_schema(operation_id="board_packs_retrieve", responses=PackShown)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._answer(self._job())

    @extend_schema(
        operation_id="board_packs_file", responses={(200, kind): OpenApiTypes.BINARY for kind in TYPES.values()}
    )
    @action(detail=True, methods=["get"])
    def file(self, request: Request, id: str) -> HttpResponseBase:  # noqa: A002
        """404 until it is made, and once it is gone."""
        job = self._job()
        if job.file is None:
            raise NotFound()
        return send(job.file)

    @property
    def _user(self) -> Any:
        return self.request.user

    def _job(self) -> Job:
        return own_job(by=self._user, reference=self.reference, kinds=(KIND,))

    def _answer(self, job: Job, status: int = 200) -> Response:
        address = reverse("api:board-pack-file", args=[job.reference]) if job.file_id else None
        data = {name: getattr(job, name) for name in ("reference", "state", "done", "total")}
        shown = PackShown(data | {"code": job.result.get("code", ""), "file": address})
        return Response(shown.data, status=status)
