"""Routes of coverage: reading it like initiatives, adding to it like editing one."""

from portal.people.registry import register_routes

register_routes(
    {
        "initiatives:coverage": {"GET": "initiatives.view"},
        "initiatives:reach-new": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "api:initiative-reach": {"GET": "initiatives.view", "POST": "initiatives.edit"},
    }
)
