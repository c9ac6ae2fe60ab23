"""Bodies and answers of the resource `tags`, and the tags of an idea."""

from typing import Any

from rest_framework import serializers

from initiatives.rules.tags import LENGTH, MOST
from portal.core.api.serializers import Answer, StrictSerializer

TYPED = 4 * MOST  # refused by the verb in words, long before this


def words(**options: Any) -> serializers.ListField:
    """Free words; one that is there is found however it is written."""
    return serializers.ListField(
        child=serializers.CharField(max_length=LENGTH * 2), max_length=TYPED, help_text="At most five words.", **options
    )


class TagsBody(StrictSerializer):
    tags = words()


class TagPatch(StrictSerializer):
    name = serializers.CharField(max_length=LENGTH, required=False)


class TagMergeBody(StrictSerializer):
    into = serializers.CharField(max_length=60, help_text="Reference or word of the tag that stays.")


class TagShown(Answer):
    id = serializers.CharField(source="reference")
    name = serializers.CharField()
    idea_count = serializers.IntegerField()


class TagOneShown(TagShown):
    merged_into = serializers.CharField(allow_null=True, help_text="Reference of the tag that it was merged into.")
    version = serializers.IntegerField()
