"""Contacts from files and from REST: read, compare, write, all or nothing (docs/mechanisms/customers.md)."""
