"""What the bench and the peer's own process both know."""

PASSWORD = "bench"
