"""Prints the session of the peer's first employee, who is given a password for REST: `python -m bench.peer.signin`."""

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402  after the set-up
from django.test import Client  # noqa: E402

from bench.peer.words import PASSWORD  # noqa: E402

user = User.objects.get(pk=1)
user.set_password(PASSWORD)
user.save()
client = Client()
client.force_login(user)
print(client.cookies["sessionid"].value, user.username)
