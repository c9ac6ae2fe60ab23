"""Who may do what with tags, and their routes."""

from initiatives.models import Tag
from portal.people.models import Role, Scope
from portal.people.registry import ModelScopes, register_actions, register_routes, register_scopes

register_actions(
    {
        "tags.view": {Role.EMPLOYEE: Scope.ALL},
        "tags.edit": {Role.PROGRAMME_OFFICE: Scope.ALL},
    }
)
register_scopes(Tag, ModelScopes(view="tags.view"))

EDIT = {"GET": "tags.edit", "POST": "tags.edit"}
register_routes(
    {
        "initiatives:tags": {"GET": "tags.view"},
        "initiatives:tags-suggest": {"GET": "tags.view"},
        "initiatives:tag-edit": EDIT,
        "initiatives:tag-merge": EDIT,
        "initiatives:idea-tag": {"GET": "ideas.tag", "POST": "ideas.tag"},
        "api:tag-list": {"GET": "tags.view"},
        "api:tag-detail": {"GET": "tags.view", "PATCH": "tags.edit"},
        "api:tag-merge": {"POST": "tags.edit"},
        "api:idea-tag": {"POST": "ideas.tag"},
    }
)
