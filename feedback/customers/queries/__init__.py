"""Reads of customers and contacts that pages and REST share."""
