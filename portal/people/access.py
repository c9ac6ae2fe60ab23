"""How far somebody reaches: roles and departments, read once per request, asked everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, Case, Model, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from portal.core.errors import NotAllowed, NotFound
from portal.core.statements import Statement
from portal.people.models import Department, Role, RoleAssignment, Scope, User
from portal.people.registry import PUBLIC, SIGNED_IN, grants, roles_for, scopes_of, token_scope


@dataclass(frozen=True)
class Reach:
    """What one action covers for one person."""

    all: bool = False
    own: bool = False
    departments: frozenset[int] = frozenset()
    served: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.all or self.own or bool(self.departments) or bool(self.served)


@dataclass(frozen=True)
class Access:
    """Roles with the departments that each reaches (itself and all below). `scopes`: limits of an API token."""

    user: User
    roles: dict[Role, frozenset[int]]
    scopes: frozenset[str] | None = None

    @classmethod
    def of(cls, user: User) -> Access:
        """Two queries: held roles and headed departments, then every subtree they reach."""
        if not user.is_active:
            return cls(user, {})
        held = _HELD_ROLES.rows(user.pk)
        roots = {root for _role, root in held} | {user.department_id}
        trees = _subtrees({root for root in roots if root})
        roles: dict[Role, frozenset[int]] = {}
        for role, root in [*held, (Role.EMPLOYEE, None)]:
            ids = trees.get(root or user.department_id or 0, frozenset())
            roles[Role(role)] = roles.get(Role(role), frozenset()) | ids
        return cls(user, roles)

    def limited_to(self, scopes: frozenset[str]) -> Access:
        return replace(self, scopes=scopes)

    def has_role(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    def reach(self, action: str) -> Reach:
        if self.scopes is not None and token_scope(action) not in self.scopes:
            return Reach()
        held: dict[Scope, frozenset[int]] = {}
        for role, departments in self.roles.items():
            for scope in grants(action, role):
                held[scope] = held.get(scope, frozenset()) | departments
        return Reach(
            all=Scope.ALL in held,
            own=Scope.OWN in held,
            departments=held.get(Scope.DEPARTMENT, frozenset()),
            served=held.get(Scope.SERVED, frozenset()),
        )

    def may(self, action: str) -> bool:
        """Whether any of this person's roles may do it at all, on something."""
        if action == PUBLIC:
            return True
        if action == SIGNED_IN:
            return self.user.is_active
        return bool(self.reach(action))


def _held_roles(user: int) -> Any:
    held = RoleAssignment.objects.filter(user=user).values_list("role", "department_id")
    heads = Department.objects.filter(Q(head=user) | Q(deputy=user), active=True)
    return held.union(heads.values_list(Value(Role.DEPARTMENT_HEAD.value), "id"), all=True)


def _below(roots: list[int]) -> Any:
    # As one parameter, however many there are.
    whole = Value(roots, output_field=ArrayField(BigIntegerField()))
    return Department.objects.filter(path__overlap=whole).values_list("id", "path")


_HELD_ROLES = Statement(_held_roles, -7001)
_BELOW = Statement(_below, [-7001])


def _subtrees(roots: set[int]) -> dict[int, frozenset[int]]:
    if not roots:
        return {}
    trees: dict[int, set[int]] = {root: set() for root in roots}
    for pk, path in _BELOW.rows(list(roots)):
        for root in roots.intersection(path):
            trees[root].add(pk)
    return {root: frozenset(ids) for root, ids in trees.items()}


def access_of(user: Any) -> Access:
    """The access of a user, read once and kept on the instance for the length of the request."""
    if not getattr(user, "is_authenticated", False):
        return Access(user, {})
    cached: Access | None = getattr(user, "_access", None)
    if cached is None:
        cached = user._access = Access.of(user)
    return cached


def scope_q(user: Any, action: str, model: type[Model]) -> Q:
    """The rows of `model` on which `user` may do `action`: the one definition behind lists, details and verbs."""
    reach = access_of(user).reach(action)
    scopes = scopes_of(model)
    parts = []
    if reach.all:
        parts.append(scopes.always if scopes.always is not None else Q(pk__isnull=False))
    own = scopes.own_by_action.get(action, scopes.own)
    if reach.own and own:
        parts.append(own(user))
    department = scopes.department_by_action.get(action, scopes.department)
    if reach.departments and department:
        parts.append(_narrowed(department(reach.departments), scopes.always))
    if reach.served and scopes.served:
        parts.append(_narrowed(scopes.served(reach.served), scopes.always))
    return reduce(or_, parts, Q(pk__in=[]))


def scope_key(user: Any, action: str, model: type[Model]) -> tuple[Any, ...]:
    """Equal for actions that reach the same rows of `model`, so that one question to the database answers for all."""
    scopes = scopes_of(model)
    own = scopes.own_by_action.get(action, scopes.own)
    return access_of(user).reach(action), own, scopes.department_by_action.get(action, scopes.department)


def _narrowed(q: Q, always: Q | None) -> Q:
    return q if always is None else q & always


class ScopedQuerySet(QuerySet[Any]):
    """The base of every model's QuerySet that people may see a part of."""

    def visible_to(self, user: Any) -> Any:
        return self.permitted(user, scopes_of(self.model).view)

    def permitted(self, user: Any, action: str) -> Any:
        # Asking every row whether it is one would hide from PostgreSQL that all are wanted.
        if access_of(user).reach(action).all and scopes_of(self.model).always is None:
            return self.all()
        return self.filter(scope_q(user, action, self.model))


def allowed_actions(user: Any, obj: Model, actions: list[str]) -> set[str]:
    """Which of these actions this person may do on this object.

    What reaches every row or none is known without asking; the others share one query.
    """
    reaches = {action: access_of(user).reach(action) for action in actions}
    everywhere = {action for action, reach in reaches.items() if reach.all and scopes_of(type(obj)).always is None}
    asked = [action for action, reach in reaches.items() if reach and action not in everywhere]
    return everywhere | _allowed_here(user, obj, asked)


def _allowed_here(user: Any, obj: Model, actions: list[str]) -> set[str]:
    if not actions:
        return set()
    flags = {f"may_{i}": _flag(scope_q(user, action, type(obj))) for i, action in enumerate(actions)}
    row = type(obj)._default_manager.filter(pk=obj.pk).values(**flags).first() or {}
    return {action for i, action in enumerate(actions) if row.get(f"may_{i}")}


def _flag(q: Q) -> Case:
    return Case(When(q, then=Value(True)), default=Value(False), output_field=BooleanField())


def require(user: Any, action: str, obj: Model | None = None) -> None:
    """Refuse with NotAllowed, naming the roles that may; call it after the object was found visible."""
    if obj is None:
        allowed = access_of(user).may(action)
    else:
        allowed = type(obj)._default_manager.filter(scope_q(user, action, type(obj)), pk=obj.pk).exists()
    if not allowed:
        raise not_allowed(action)


def those_who_may(action: str, people: Iterable[User], obj: Model) -> list[User]:
    """Of these active colleagues those who may do `action` on one object; one by one only where not everybody may."""
    if Scope.ALL in grants(action, Role.EMPLOYEE) and scopes_of(type(obj)).always is None:
        return list(people)
    rows = type(obj)._default_manager.filter(pk=obj.pk)
    return [person for person in people if rows.filter(scope_q(person, action, type(obj))).exists()]


def not_allowed(action: str) -> NotAllowed:
    roles = ", ".join(str(role.label) for role in roles_for(action)) or "—"
    return NotAllowed("not_allowed", _("That step is for: %(roles)s.") % {"roles": roles}, {"action": action})


def get_visible(model: type[Any], user: Any, reference: str, *, lock: bool = False) -> Any:
    """The object with this public reference if `user` may see it, else NotFound; `lock` takes the row lock."""
    if "\x00" in reference:  # PostgreSQL can't even compare with it
        raise NotFound()
    rows = model.objects.visible_to(user)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(reference=reference).first()
    if found is None:
        raise NotFound()
    return found
