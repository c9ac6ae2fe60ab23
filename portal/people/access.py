"""How far somebody reaches: roles and departments, read once per request, asked everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from portal.core.errors import NotAllowed, NotFound
from portal.core.statements import Statement
from portal.core.wording import listed
from portal.people.models import Department, Role, RoleAssignment, Scope, User
from portal.people.registry import PUBLIC, SIGNED_IN, grants, roles_for, scopes_of, token_scope

# A role, and the department at the head of the subtree that it reaches.
Held = tuple[Role, int]


class Trees:
    """The departments below some: one query, and only when somebody asks which they are."""

    def __init__(self, roots: Iterable[int]) -> None:
        self._roots = frozenset(roots)

    @cached_property
    def _below(self) -> dict[int, frozenset[int]]:
        if not self._roots:
            return {}
        trees: dict[int, set[int]] = {root: set() for root in self._roots}
        for pk, path in _BELOW.rows(list(self._roots)):
            for root in self._roots.intersection(path):
                trees[root].add(pk)
        return {root: frozenset(ids) for root, ids in trees.items()}

    def below(self, roots: Iterable[int]) -> frozenset[int]:
        """These and all below them."""
        return frozenset().union(*(self._below[root] for root in roots))


NOWHERE = Trees(())


@dataclass(frozen=True)
class Reach:
    """What one action covers for one person."""

    all: bool = False
    own: bool = False
    roots: frozenset[int] = frozenset()
    served_roots: frozenset[int] = frozenset()
    trees: Trees = field(default=NOWHERE, compare=False, repr=False)

    @property
    def departments(self) -> frozenset[int]:
        return self.trees.below(self.roots) if self.roots else frozenset()

    @property
    def served(self) -> frozenset[int]:
        return self.trees.below(self.served_roots) if self.served_roots else frozenset()

    def __bool__(self) -> bool:
        return self.all or self.own or bool(self.roots) or bool(self.served_roots)


@dataclass(frozen=True)
class Access:
    """Roles with the departments that each reaches (itself and all below). `scopes`: limits of an API token."""

    user: User
    held: frozenset[Held]
    trees: Trees = field(repr=False, compare=False)
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[str] | None = None

    @classmethod
    def of(cls, user: User) -> Access:
        """No query for a user who was read with `with_roles`, else one."""
        if not user.is_active:
            return cls(user, frozenset(), NOWHERE)
        found = roles_of(user)
        own = user.department_id or 0
        held = frozenset((role, root or own) for role, root in [*found, (Role.EMPLOYEE, 0)])
        trees = Trees(root for _role, root in held if root)
        return cls(user, held, trees, frozenset(role for role, _root in held))

    def limited_to(self, scopes: frozenset[str]) -> Access:
        return replace(self, scopes=scopes)

    def has_role(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    def reach(self, action: str) -> Reach:
        if self.scopes is not None and token_scope(action) not in self.scopes:
            return Reach()
        held: dict[Scope, set[int]] = {}
        for role, root in self.held:
            for scope in grants(action, role):
                held.setdefault(scope, set()).update({root} if root else ())
        return Reach(
            all=Scope.ALL in held,
            own=Scope.OWN in held,
            roots=frozenset(held.get(Scope.DEPARTMENT, ())),
            served_roots=frozenset(held.get(Scope.SERVED, ())),
            trees=self.trees,
        )

    def may(self, action: str) -> bool:
        """Whether any of this person's roles may do it at all, on something."""
        if action == PUBLIC:
            return True
        if action == SIGNED_IN:
            return self.user.is_active
        return bool(self.reach(action))


def with_roles(rows: Any, user: str) -> Any:
    """`rows` with the roles of the person that `user` names, for `roles_of`: one query fewer than asking for them."""
    given = RoleAssignment.objects.filter(user=OuterRef(user))
    pair = Concat(F("role"), Value(":"), Cast("department_id", TextField()), output_field=TextField())
    heads = Department.objects.filter(Q(head=OuterRef(user)) | Q(deputy=OuterRef(user)), active=True)
    return rows.annotate(
        roles_held=ArraySubquery(given.values(pair=pair)), departments_headed=ArraySubquery(heads.values("id"))
    )


def roles_of(user: Any) -> list[Held]:
    """What somebody holds, 0 for a role that comes without a department."""
    row = user if hasattr(user, "roles_held") else _ROLES.first(user.pk)
    if row is None:
        return []
    pairs = (pair.partition(":") for pair in row.roles_held)
    given = [(Role(role), int(root or 0)) for role, _colon, root in pairs]
    return [*given, *((Role.DEPARTMENT_HEAD, root) for root in row.departments_headed)]


def _below(roots: list[int]) -> Any:
    # As one parameter, however many there are.
    whole = Value(roots, output_field=ArrayField(BigIntegerField()))
    return Department.objects.filter(path__overlap=whole).values_list("id", "path")


_ROLES = Statement(lambda user: with_roles(User.objects.filter(pk=user), "pk").only("pk"), -7001)
_BELOW = Statement(_below, [-7001])


def access_of(user: Any) -> Access:
    """The access of a user, read once and kept on the instance for the length of the request."""
    if not getattr(user, "is_authenticated", False):
        return Access(user, frozenset(), NOWHERE)
    cached: Access | None = getattr(user, "_access", None)
    if cached is None:
        cached = user._access = Access.of(user)
    return cached


def scope_q(user: Any, action: str, model: type[Model]) -> Q:
    """The rows of `model` on which `user` may do `action`: the one definition behind lists, details and verbs."""
    reach = access_of(user).reach(action)
    scopes = scopes_of(model)
    parts = []
    own = scopes.own_by_action.get(action, scopes.own)
    if reach.own and own:
        parts.append(own(user))
    if reach.all:
        # What reaches through a department is among all: which departments these are need not be known.
        parts.append(scopes.always if scopes.always is not None else Q(pk__isnull=False))
        return reduce(or_, parts)
    department = scopes.department_by_action.get(action, scopes.department)
    if reach.roots and department:
        parts.append(_narrowed(department(reach.departments), scopes.always))
    if reach.served_roots and scopes.served:
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
    roles = listed(role.label for role in roles_for(action)) or "—"
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
