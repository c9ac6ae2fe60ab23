"""Reads over every area: what waits for whom, what was promised, how the company is doing."""
