from portal.people.registry import SIGNED_IN, register_routes

register_routes({"home": {"GET": SIGNED_IN}, "search": {"GET": SIGNED_IN}})
