"""Mails that come in: stored first, then worked on, then looked after by people. One file per part."""
