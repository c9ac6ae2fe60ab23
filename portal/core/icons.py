"""The icons of the portal, in one place: names of the Tabler outline set.

`manage.py build_assets` puts exactly these into one sprite. To use another icon, add its name here and
run the command again; an unknown name is refused where it is written, not shown as a gap.
"""

_NAMES = """
    adjustments alert-triangle archive arrow-back-up arrow-down arrow-left arrow-right arrow-up
    arrows-exchange arrows-sort bell bolt book building bulb calendar calendar-event chart-bar check
    chevron-down chevron-left chevron-right circle circle-check circle-dashed circle-x clipboard-check clock
    copy device-desktop device-floppy dots download edit external-link eye file filter flag headset
    heart-handshake help-circle history home hourglass inbox info-circle key keyboard language link list
    lock logout mail map-pin menu-2 message message-circle moon paperclip pencil phone player-pause
    player-play plus printer progress refresh rocket rotate route school search send settings sitemap
    sort-ascending speakerphone star sun tag target target-arrow ticket trash trophy upload user user-check user-plus
    users users-group wifi-off x
"""
ICONS = frozenset(_NAMES.split())


def check_icon(name: str) -> str:
    """The name itself; refuses one that is not in the sprite."""
    if name not in ICONS:
        raise ValueError(f"No icon {name!r}: add it to portal/core/icons.py and run manage.py build_assets")
    return name
