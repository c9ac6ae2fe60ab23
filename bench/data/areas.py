"""What the company is filled with, each behind what it points to."""

from bench.data import company, customers, tickets

AREAS = (company, customers, tickets)
