"""REST of departments, employees, oneself and one's tokens."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.core.api.serializers import Empty
from portal.core.api.views import etag
from portal.core.errors import NotFound
from portal.core.keyset import Columns, Ordering
from portal.people.access import access_of
from portal.people.api import serializers as shape
from portal.people.filters import DepartmentFilters, EmployeeFilters
from portal.people.models import ApiToken, Department, User
from portal.people.queries import roles_of
from portal.people.services import departments, employees, leaving, roles, tokens
from portal.people.services.away import employee_away
from portal.people.services.preferences import preference_set
from portal.records.api.viewsets import PortalViewSet


class DepartmentViewSet(PortalViewSet):
    """The tree of departments. A POST with an `external_id` that is known changes that department."""

    filterset = DepartmentFilters
    orderings: ClassVar[list[Ordering]] = [
        Ordering("code", ("code", "id"), descending=False),
        Ordering("newest", ("id",)),
    ]

    def get_queryset(self) -> Any:
        return Department.objects.visible_to(_user(self.request))

    def _answer(self, reference: str, status: int = 200) -> Response:
        row = self.get_queryset().filter(reference=reference).values(*shape.DEPARTMENT_VALUES).first()
        if row is None:
            raise NotFound()
        return Response(shape.DepartmentSerializer(row).data, status=status, headers={"ETag": etag(row["version"])})

    @extend_schema(responses=shape.DepartmentSerializer(many=True))
    def list(self, request: Request) -> Response:
        return self.list_response(self.get_queryset(), shape.DepartmentSerializer, Columns(shape.DEPARTMENT_VALUES))

    @extend_schema(responses=shape.DepartmentSerializer)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._answer(self.reference)

    @extend_schema(request=shape.DepartmentNew, responses=shape.DepartmentSerializer)
    def create(self, request: Request) -> Response:
        data = self.body(shape.DepartmentNew)
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        if data.get("external_id"):
            row, created = departments.department_upsert(**who, **data)
        else:
            row, created = departments.department_create(**who, **data), True
        return self._answer(row.reference, 201 if created else 200)

    @extend_schema(request=shape.DepartmentChange, responses=shape.DepartmentSerializer)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        departments.department_edit(
            by=_user(request),
            now=timezone.now(),
            department=self.reference,
            expected_version=self.expected_version(),
            **self.body(shape.DepartmentChange),
        )
        return self._answer(self.reference)

    @extend_schema(request=Empty, responses=shape.DepartmentSerializer)
    @action(detail=True, methods=["post"])
    def deactivate(self, request: Request, id: str) -> Response:  # noqa: A002
        self.body(Empty)
        return self._switch(departments.department_deactivate)

    @extend_schema(request=Empty, responses=shape.DepartmentSerializer)
    @action(detail=True, methods=["post"])
    def activate(self, request: Request, id: str) -> Response:  # noqa: A002
        self.body(Empty)
        return self._switch(departments.department_activate)

    def _switch(self, verb: Any) -> Response:
        now = timezone.now()
        verb(by=self.request.user, now=now, department=self.reference, expected_version=self.expected_version())
        return self._answer(self.reference)


class EmployeeViewSet(PortalViewSet):
    """Colleagues. A POST with an `external_id` that is known changes that colleague."""

    filterset = EmployeeFilters
    orderings: ClassVar[list[Ordering]] = [
        Ordering("name", ("name_key", "id"), descending=False),
        Ordering("newest", ("id",)),
    ]

    def get_queryset(self) -> Any:
        return User.objects.visible_to(_user(self.request))

    def _answer(self, reference: str, status: int = 200) -> Response:
        data = employee_data(self.request.user, reference)
        body = shape.EmployeeDetailSerializer(data).data
        return Response(body, status=status, headers={"ETag": etag(data["version"])})

    @extend_schema(responses=shape.EmployeeSerializer(many=True))
    def list(self, request: Request) -> Response:
        columns = Columns(shape.EMPLOYEE_VALUES)
        return self.list_response(self.get_queryset(), _serializer_for(request.user), columns)

    @extend_schema(responses=shape.EmployeeDetailSerializer)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._answer(self.reference)

    @extend_schema(request=shape.EmployeeNew, responses=shape.EmployeeDetailSerializer)
    def create(self, request: Request) -> Response:
        data = self.body(shape.EmployeeNew)
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        if data.get("external_id"):
            person, created = employees.employee_upsert(**who, **data)
        else:
            person, created = employees.employee_create(**who, **data), True
        return self._answer(person.reference, 201 if created else 200)

    @extend_schema(request=shape.EmployeeChange, responses=shape.EmployeeDetailSerializer)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        employees.employee_edit(**self._who(), **self.body(shape.EmployeeChange))
        return self._answer(self.reference)

    @extend_schema(request=shape.Leave, responses=shape.EmployeeDetailSerializer)
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, id: str) -> Response:  # noqa: A002
        leaving.employee_leave(**self._who(), **self.body(shape.Leave))
        return self._answer(self.reference)

    @extend_schema(request=shape.Away, responses=shape.EmployeeDetailSerializer)
    @action(detail=True, methods=["post"])
    def away(self, request: Request, id: str) -> Response:  # noqa: A002
        """From a day until a day the deputy stands in; without a last day, here again."""
        employee_away(**self._who(), **self.body(shape.Away))
        return self._answer(self.reference)

    @extend_schema(request=Empty, responses=shape.EmployeeDetailSerializer)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def come_back(self, request: Request, id: str) -> Response:  # noqa: A002
        self.body(Empty)
        leaving.employee_return(**self._who())
        return self._answer(self.reference)

    @extend_schema(request=shape.RoleChange, responses=shape.EmployeeDetailSerializer)
    @action(detail=True, methods=["post"])
    def grant(self, request: Request, id: str) -> Response:  # noqa: A002
        data = self.body(shape.RoleChange)
        roles.role_grant(by=_user(request), now=timezone.now(), employee=self.reference, **data)
        return self._answer(self.reference)

    @extend_schema(request=shape.RoleChange, responses=shape.EmployeeDetailSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:  # noqa: A002
        data = self.body(shape.RoleChange)
        roles.role_withdraw(by=_user(request), now=timezone.now(), employee=self.reference, **data)
        return self._answer(self.reference)

    def _who(self) -> dict[str, Any]:
        return {
            "by": self.request.user,
            "now": timezone.now(),
            "employee": self.reference,
            "expected_version": self.expected_version(),
        }


class MeView(PortalViewSet):
    """Oneself: who the caller is, and how they want to see the portal."""

    def get_queryset(self) -> Any:
        return User.objects.visible_to(_user(self.request))

    @extend_schema(operation_id="me_retrieve", responses=shape.MeSerializer)
    def retrieve(self, request: Request) -> Response:
        return self._answer()

    @extend_schema(operation_id="me_partial_update", request=shape.MeChange, responses=shape.MeSerializer)
    def partial_update(self, request: Request) -> Response:
        preference_set(by=_user(request), **self.body(shape.MeChange))
        return self._answer()

    def _answer(self) -> Response:
        data = employee_data(self.request.user, _user(self.request).reference, "theme", "shortcuts", "mail_at_once")
        return Response(shape.MeSerializer(data).data)


class TokenViewSet(PortalViewSet):
    """One's own API tokens; made and revoked by a browser's session only."""

    def get_queryset(self) -> Any:
        return ApiToken.objects.visible_to(_user(self.request))

    @extend_schema(responses=shape.TokenSerializer(many=True))
    def list(self, request: Request) -> Response:
        return self.list_response(self.get_queryset(), shape.TokenSerializer, Columns(shape.TOKEN_VALUES))

    @extend_schema(request=shape.TokenNew, responses=shape.TokenMadeSerializer)
    def create(self, request: Request) -> Response:
        token, key = tokens.token_create(by=_user(request), now=timezone.now(), **self.body(shape.TokenNew))
        return Response(shape.TokenSerializer(token).data | {"key": key}, status=201)

    @extend_schema(request=Empty, responses=shape.TokenSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, id: str) -> Response:  # noqa: A002
        self.body(Empty)
        token = tokens.token_revoke(by=_user(request), now=timezone.now(), token=self.reference)
        return Response(shape.TokenSerializer(token).data)


def _user(request: Request) -> Any:
    return request.user


def employee_data(reader: Any, reference: str, *more: str) -> dict[str, Any]:
    """One employee as `reader` may see them, roles included. NotFound otherwise."""
    row = User.objects.visible_to(reader).filter(reference=reference).values(*shape.EMPLOYEE_VALUES, *more).first()
    if row is None:
        raise NotFound()
    held = roles_of(User(pk=row["id"]))
    department = {assignment.pk: assignment.department and assignment.department.reference for assignment in held}
    row["roles"] = [{"role": assignment.role, "department": department[assignment.pk]} for assignment in held]
    return _masked(row) if not _sees_numbers(reader) and row["id"] != reader.pk else row


def _sees_numbers(reader: Any) -> bool:
    access = access_of(reader)
    return access.may("people.edit") or access.may("people.export")


def _masked(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"employee_number": None, "external_id": None}


class MaskedEmployeeSerializer(shape.EmployeeSerializer):
    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(_masked(instance))


def _serializer_for(reader: Any) -> Any:
    return shape.EmployeeSerializer if _sees_numbers(reader) else MaskedEmployeeSerializer
