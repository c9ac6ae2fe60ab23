"""What browsers say about themselves, as they send it, and what a list of devices says instead."""

import pytest
from django.utils import translation

from portal.core.browsers import browser_words

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/131.0.0.0 Safari/537.36"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
ANDROID = f"Mozilla/5.0 (Linux; Android 14; 23127PN0CC Build/UKQ1.230804.001; wv) {WEBKIT} Version/4.0"
SENT = {
    WINDOWS: ("Chrome on Windows", "Chrome（Windows）"),
    f"{WINDOWS} Edg/131.0.2903.51": ("Edge on Windows", "Edge（Windows）"),
    f"{WINDOWS} OPR/116.0.0.0": ("Opera on Windows", "Opera（Windows）"),
    f"{WINDOWS} QQBrowser/12.5.5630.400": ("QQ Browser on Windows", "QQ 浏览器（Windows）"),
    f"{WINDOWS} QIHU 360SE": ("360 Browser on Windows", "360 浏览器（Windows）"),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0": (
        "Firefox on Windows", "Firefox（Windows）",
    ),
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko": (
        "Internet Explorer on Windows", "Internet Explorer（Windows）",
    ),
    f"{MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15": (
        "Safari on macOS", "Safari（macOS）",
    ),
    f"{MAC} {WEBKIT} Chrome/131.0.0.0 Safari/537.36": ("Chrome on macOS", "Chrome（macOS）"),
    f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/131.0.0.0 Safari/537.36": (
        "Chrome on Linux", "Chrome（Linux）",
    ),
    f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/131.0.0.0 Safari/537.36": (
        "Chrome on ChromeOS", "Chrome（ChromeOS）",
    ),
    f"{IPHONE} Version/17.6 Mobile/15E148 Safari/604.1": ("Safari on iPhone", "Safari（iPhone）"),
    f"{IPHONE} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1": ("Chrome on iPhone", "Chrome（iPhone）"),
    f"{IPHONE} FxiOS/132.0 Mobile/15E148 Safari/605.1.15": ("Firefox on iPhone", "Firefox（iPhone）"),
    f"{IPHONE} Mobile/15E148 MicroMessenger/8.0.50(0x1800323d) NetType/WIFI Language/zh_CN": (
        "WeChat on iPhone", "微信（iPhone）",
    ),
    f"{IPHONE} Mobile/15E148 wxwork/4.1.28 MicroMessenger/7.0.1 Language/zh ColorScheme/Light": (
        "WeCom on iPhone", "企业微信（iPhone）",
    ),
    f"{IPHONE} Mobile/15E148": ("Unknown browser on iPhone", "未知浏览器（iPhone）"),
    f"{ANDROID} Chrome/116.0.0.0 Mobile Safari/537.36 DingTalk/7.6.15": ("DingTalk on Android", "钉钉（Android）"),
    f"{ANDROID} Chrome/116.0.0.0 Mobile Safari/537.36 Lark/7.28.9": ("Feishu on Android", "飞书（Android）"),
    f"{ANDROID} Chrome/116.0.0.0 Mobile Safari/537.36 EdgA/130.0.2849.80": ("Edge on Android", "Edge（Android）"),
    f"Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) {WEBKIT} Chrome/114.0 HuaweiBrowser/15.0 Safari/537.36": (
        "Huawei Browser on HarmonyOS", "华为浏览器（鸿蒙）",
    ),
    "curl/8.5.0": ("Unknown browser", "未知浏览器"),
    "": ("Unknown browser", "未知浏览器"),
}  # fmt: skip


@pytest.mark.parametrize("sent", SENT)
def test_words_in_both_languages(sent: str) -> None:
    said = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said.append(browser_words(sent))
    assert tuple(said) == SENT[sent]
