from portal.people.registry import SIGNED_IN, register_routes

register_routes(
    {
        "home": {"GET": SIGNED_IN},
        "search": {"GET": SIGNED_IN},
        # Whoever sees the story or the service; a contact is named for those who may see it.
        "idea-words": {"GET": "ideas.view"},
        "service-words": {"GET": "services.view"},
        "api:idea-words": {"GET": "ideas.view"},
        "api:service-words": {"GET": "services.view"},
        # The programme's rows: whoever sees it sees how many are trained for it.
        "programme-training": {"GET": "programmes.view", "POST": "programmes.edit"},
        "programme-training-remove": {"POST": "programmes.edit"},
        "api:programme-training": {"GET": "programmes.view", "POST": "programmes.edit"},
        "api:programme-training-remove": {"POST": "programmes.edit"},
    }
)
