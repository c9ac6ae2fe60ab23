"""Fills a big company by COPY: departments, people, services, tickets with their clocks and events."""
