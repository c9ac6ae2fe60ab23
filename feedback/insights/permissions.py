from portal.people.registry import SIGNED_IN, register_routes

register_routes(
    {
        "home": {"GET": SIGNED_IN},
        "search": {"GET": SIGNED_IN},
        # The programme's rows: whoever sees it sees how many are trained for it.
        "programme-training": {"GET": "programmes.view", "POST": "programmes.edit"},
        "programme-training-remove": {"POST": "programmes.edit"},
        "api:programme-training": {"GET": "programmes.view", "POST": "programmes.edit"},
        "api:programme-training-remove": {"POST": "programmes.edit"},
    }
)
