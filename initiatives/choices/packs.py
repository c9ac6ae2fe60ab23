"""What a board pack may be."""

from django.db import models


class PackKind(models.TextChoices):
    PDF = "pdf", "PDF"
    XLSX = "xlsx", "XLSX"


# The portal's languages, each by its own name.
LANGUAGES = {"zh-hans": "中文", "en": "English"}
