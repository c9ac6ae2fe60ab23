"""Verbs of customers: sources, service lines, customers as a source knows them, contacts that come in."""

from feedback.customers.services.identities import caller_save, customer_save
from feedback.customers.services.importing.batch import Imported, contacts_import
from feedback.customers.services.importing.keeping import contacts_apply, contacts_cancel, contacts_upload
from feedback.customers.services.lines import line_create, line_edit
from feedback.customers.services.sources import source_create, source_edit, source_upsert
from feedback.customers.services.telling import contact_service_add, contact_service_remove

__all__ = [
    "Imported",
    "caller_save",
    "contact_service_add",
    "contact_service_remove",
    "contacts_apply",
    "contacts_cancel",
    "contacts_import",
    "contacts_upload",
    "customer_save",
    "line_create",
    "line_edit",
    "source_create",
    "source_edit",
    "source_upsert",
]
