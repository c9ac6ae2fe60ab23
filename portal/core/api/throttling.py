"""429 with Retry-After for callers beyond API_RATE."""

from django.core.cache import caches
from rest_framework.throttling import UserRateThrottle


class CallerThrottle(UserRateThrottle):
    """Counts in the cache named `throttle` (see settings)."""

    cache = caches["throttle"]
