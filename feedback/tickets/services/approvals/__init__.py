"""Approvals, one file per subject: asked, answered, guarding the ticket, watched by a sweep, demanded by services."""
