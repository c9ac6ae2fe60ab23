"""What `make run` gives gunicorn: the portal, once database, assets and translations are what the checkout contains.

In gunicorn's own process, because Django's start costs more than all that is usually left to prepare.
"""

from django.db import connections

from tools import prepare

prepare.main([])
# gunicorn forks from here: workers that share a connection would read each other's answers.
connections.close_all()

from portal.wsgi import application  # noqa: E402  reads what was collected

__all__ = ["application"]
