"""Verbs about people, one file per subject."""
