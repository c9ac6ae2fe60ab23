"""Who works here: people, departments, sites, roles, and the tokens of REST clients."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import _user_has_perm  # type: ignore[attr-defined]  # what Django's own mixin calls
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.names import either, initials_of, shown_name
from portal.core.refs import reference_default


class Role(models.TextChoices):
    """What somebody does here. Which role may do what, and how far, stands in each app's permissions.py."""

    EMPLOYEE = "employee", _("Employee")
    FRONT_AGENT = "front_agent", _("Front-office agent")
    BACK_AGENT = "back_agent", _("Back-office agent")
    SALESPERSON = "salesperson", _("Salesperson")
    TRAINER = "trainer", _("Trainer")
    COACH = "coach", _("Coach")
    DEPARTMENT_HEAD = "department_head", _("Department head")
    CUSTOMER_EXPERIENCE = "customer_experience", _("Customer experience")
    DATA_STEWARD = "data_steward", _("Customer-data steward")
    MARKETING = "marketing", _("Marketing")
    PROGRAMME_OFFICE = "programme_office", _("Programme office")
    INTERVIEWER = "interviewer", _("Interviewer")
    EXECUTIVE = "executive", _("Executive")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    ADMINISTRATOR = "administrator", _("Administrator")


class Scope(models.TextChoices):
    """How far a right reaches. Each model says what belongs to a scope (`scope_q`)."""

    OWN = "own", _("own")
    DEPARTMENT = "department", _("own department and those below it")
    SERVED = "served", _("what is done for their department")
    ALL = "all", _("all")


class Side(models.TextChoices):
    FRONT = "front", _("Front office")
    BACK = "back", _("Back office")
    SUPPORT = "support", _("Support")


class Named(models.Model):
    """Reference data has both languages in its columns."""

    name_en = models.CharField(_("English name"), max_length=120)
    name_zh = models.CharField(_("Chinese name"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return either(self.name_en, self.name_zh)


class Site(Named):
    """A place of work with its own clock."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    timezone = models.CharField(_("time zone"), max_length=60, default="Asia/Shanghai")

    class Meta:
        verbose_name = _("site")


class DepartmentQuerySet(models.QuerySet["Department"]):
    def active(self) -> DepartmentQuerySet:
        return self.filter(active=True)

    def visible_to(self, user: User) -> DepartmentQuerySet:
        """The organisation is open to every colleague."""
        return self if user.is_active else self.none()


class Department(Named):
    """A node of the organisation. `path` holds the ids from the root, so that a subtree is one index range."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("D"), editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = ArrayField(models.BigIntegerField(), default=list, editable=False)
    side = models.CharField(_("side"), max_length=10, choices=Side, default=Side.BACK)
    site = models.ForeignKey(Site, verbose_name=_("site"), null=True, blank=True, on_delete=models.PROTECT)
    head = models.ForeignKey(
        "people.User", verbose_name=_("head"), null=True, blank=True, on_delete=models.SET_NULL, related_name="heads"
    )
    deputy = models.ForeignKey(
        "people.User",
        verbose_name=_("deputy"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="deputises",
    )
    external_id = models.CharField(_("external id"), max_length=120, null=True, blank=True, unique=True)
    active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[Any] = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        indexes = [GinIndex(fields=["path"], name="department_path")]


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def visible_to(self, user: User) -> UserQuerySet:
        """The directory is open to every colleague: people have to find whom they serve."""
        return self if user.is_active else self.none()


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A colleague. Fields in PERSONAL are masked, exported, erased and kept out of logs and field audit."""

    PERSONAL: ClassVar = ("email", "full_name", "latin_name", "phone", "employee_number")

    reference = models.CharField(max_length=12, unique=True, default=reference_default("P"), editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    employee_number = models.CharField(_("employee number"), max_length=40, null=True, blank=True, unique=True)
    full_name = models.CharField(pgettext_lazy("person", "name"), max_length=120)
    latin_name = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    name_key = models.CharField(max_length=200, blank=True, editable=False)  # pinyin: sorts Chinese names
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=[("", _("as the browser")), ("en", "English"), ("zh-hans", "简体中文")],
        blank=True,
    )
    timezone = models.CharField(_("time zone"), max_length=60, blank=True)
    theme = models.CharField(
        _("appearance"),
        max_length=10,
        choices=[("auto", _("as the device")), ("light", _("light")), ("dark", _("dark"))],
        default="auto",
    )
    density = models.JSONField(default=dict, blank=True, editable=False)  # list name -> comfortable | compact
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)
    mail_at_once = models.BooleanField(_("mails at any hour"), default=False, db_default=False)
    feed_token = models.CharField(max_length=64, null=True, unique=True, editable=False)  # hash; see training feed
    is_active = models.BooleanField(_("active"), default=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    away_from = models.DateField(_("away from"), null=True, blank=True)
    away_until = models.DateField(_("away until"), null=True, blank=True)  # both days included
    date_joined = models.DateTimeField(auto_now_add=True)
    external_id = models.CharField(_("external id"), max_length=120, null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("colleague")
        indexes = [
            GinIndex(fields=["search"], name="user_search"),
            models.Index(fields=["name_key", "id"], name="user_name_key"),
            models.Index(
                fields=["left_on"], name="user_leaving", condition=models.Q(is_active=True, left_on__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_ci"),
            models.CheckConstraint(
                condition=models.Q(away_from=None, away_until=None) | models.Q(away_from__lte=models.F("away_until")),
                name="user_away",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return shown_name(self.full_name, self.latin_name)

    def is_away(self, day: datetime.date) -> bool:
        return self.away_from is not None and self.away_until is not None and self.away_from <= day <= self.away_until

    @property
    def initials(self) -> str:
        return initials_of(self.display_name)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Asks the permission table only: nobody, administrators included, passes by a flag."""
        return self.is_active and _user_has_perm(self, perm, obj)


class RoleAssignment(models.Model):
    """A role that somebody holds; with a department, the role reaches that department instead of their own."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, blank=True, on_delete=models.CASCADE
    )

    class Meta:
        verbose_name = _("role")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "department"], name="role_once", nulls_distinct=False)
        ]


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: User) -> ApiTokenQuerySet:
        """One's own tokens alone: nobody, administrators included, sees those of others."""
        return self.filter(user=user) if user.is_active else self.none()


class ApiToken(models.Model):
    """A REST client's key: stored as a hash, shown once, expiring, never wider than its owner's rights."""

    PREFIX = "stp_"

    reference = models.CharField(max_length=12, unique=True, default=reference_default("A"), editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False)
    scopes = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("scopes"))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")

    @staticmethod
    def digest_of(key: str) -> str:
        """Plain SHA-256: the key is 256 random bits, so there is nothing to slow a guesser down for."""
        return hashlib.sha256(key.encode()).hexdigest()

    @classmethod
    def new_key(cls) -> str:
        return cls.PREFIX + secrets.token_urlsafe(32)
