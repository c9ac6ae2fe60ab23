"""429 with Retry-After for callers beyond API_RATE."""

from typing import Any

from django.core.cache import caches
from rest_framework.throttling import UserRateThrottle


class CallerThrottle(UserRateThrottle):
    """A bucket that holds the calls of one period and fills evenly (generic cell rate algorithm, ITU-T I.371).

    It keeps one number for each caller, where DRF keeps and copies the moments of all their calls: a thousand for those
    who call most. Kept in the cache named `throttle` (see settings).
    """

    cache = caches["throttle"]
    # Not DRF's own name: what an older process left there is a list.
    cache_format = "bucket_%(scope)s_%(ident)s"
    num_requests: int | None
    duration: int | None
    seconds_to_wait: float | None = None

    def allow_request(self, request: Any, view: Any) -> bool:
        key = self.get_cache_key(request, view)
        if self.num_requests is None or self.duration is None or key is None:
            return True
        if self.num_requests == 0:
            self.seconds_to_wait = self.duration
            return False
        now = self.timer()
        kept = self.cache.get(key, now)
        # Further ahead than it can be: the clock was set back.
        begins = now if kept > now + self.duration else max(kept, now)
        # When the bucket would be full again, if this call is let through.
        full_at = begins + self.duration / self.num_requests
        if full_at - now > self.duration:
            self.seconds_to_wait = full_at - now - self.duration
            return False
        self.cache.set(key, full_at, self.duration)
        return True

    def wait(self) -> float | None:
        return self.seconds_to_wait
