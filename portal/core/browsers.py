"""Which browser on which system, out of what a browser says about itself, in the reader's language.

Every browser claims to be some others as well, so that old pages serve it: the first mark that is found counts, the
special ones stand before those that they imitate. A table is enough to tell one's own laptop from one's own phone;
libraries for this bring thousands of patterns of crawlers and televisions.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.core.errors import Text

Marks = tuple[tuple[str, Text], ...]

BROWSERS: Marks = (
    ("wxwork/", _("WeCom")),
    ("MicroMessenger/", _("WeChat")),
    ("DingTalk", _("DingTalk")),
    ("Lark/", _("Feishu")),
    ("QQBrowser/", _("QQ Browser")),
    ("UCBrowser/", _("UC Browser")),
    ("MiuiBrowser/", _("Mi Browser")),
    ("HuaweiBrowser/", _("Huawei Browser")),
    ("VivoBrowser/", _("vivo Browser")),
    ("HeyTapBrowser/", _("OPPO Browser")),
    ("SamsungBrowser/", _("Samsung Internet")),
    ("QIHU", _("360 Browser")),
    ("MetaSr", _("Sogou Browser")),
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edge/", "Edge"),
    ("OPR/", "Opera"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("Trident/", "Internet Explorer"),
)
SYSTEMS: Marks = (
    ("HarmonyOS", _("HarmonyOS")),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """`Chrome on Windows`; what isn't known is said to be unknown."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    if system:
        return gettext("Unknown browser on %(system)s") % {"system": system}
    return str(browser or gettext("Unknown browser"))


def _first(marks: Marks, text: str) -> Text:
    return next((name for mark, name in marks if mark in text), "")
