"""How allauth behaves here: nobody signs up, mails go through the outbox, links never follow the Host header."""

import hashlib
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portal.people.models import User
from portal.people.services.reset_mail import reset_mail_write


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: Any) -> bool:
        """Colleagues come by the organisation import or an administrator."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only the link for a new password is mailed, to its owner, through the outbox.

        An address that nobody has gets no mail: the page says the same either way.
        """
        user = context.get("user")
        if template_prefix != "account/email/password_reset_key" or not isinstance(user, User) or not user.is_active:
            return
        key = hashlib.sha256(context["key"].encode()).hexdigest()[:32]
        reset_mail_write(user=user, link=context["password_reset_url"], key=key, now=timezone.now())

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL.rstrip("/") + path.replace("UID-KEY", quote(key))
