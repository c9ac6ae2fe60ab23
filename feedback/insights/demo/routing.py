"""Who is on duty where, and who is told before it is late, and where new tickets go."""

from typing import Any

DAYS = 7
# From, until, note.
SHIFTS = [(8, 13, ""), (13, 20, "晚班：请拨前台热线转接")]
# Department: logins, in turn.
ROSTERS = {
    "CS": ["wang.xiaolin", "zhao.min", "marie.dupont"],
    "CUS": ["hua.qiang", "jin.xin", "tao.ran"],
    "RISK": ["fan.bing", "peng.lang", "lu.yao"],
}
# Department, clock, percent of its time, working minutes after it was due, whom it tells.
LEVELS = [
    ("CS", "response", 80, 0, ["owner"]),
    ("CLM", "resolution", 50, 0, ["owner"]),
    ("CLM", "resolution", 80, 0, ["owner", "first_owner"]),
    ("CLM", "resolution", 100, 0, ["owner", "head"]),
    ("CLM", "resolution", 100, 240, ["head", "head_above"]),
    ("OPS", "step", 80, 0, ["owner", "first_owner"]),
    ("OPS", "step", 100, 120, ["head", "head_above", "executive"]),
]
# Whose services ("": all), English and Chinese name, where to, what it asks for; a service by its key.
RULES: list[tuple[str, str, str, str, dict[str, Any]]] = [
    (
        "",
        "Complaints that name the press",
        "提到媒体的投诉",
        "CX",
        {"kind": "complaint", "words": ["曝光", "媒体", "press"]},
    ),
    (
        "CLM",
        "Small damage with a video",
        "有开箱视频的小额破损",
        "CS",
        {"service": "claim", "words": ["开箱视频", "unboxing video"]},
    ),
    (
        "BIL",
        "Bills of groups",
        "集团客户的账单",
        "SAL",
        {"service": "invoice", "words": ["集团", "分公司", "regional office"]},
    ),
    ("IT", "Screens of the gate", "登机口的系统", "OPS", {"words": ["登机口", "gate"], "came_by": "call"}),
]
# What came by them within the last hours: service, kind, title, text, who asks.
ROUTED = [
    (
        "claim",
        "complaint",
        "花瓶到货有裂纹，有开箱视频",
        "客户是老用户，金额二百六十元，希望今天解决。",
        "wang.xiaolin",
    ),
    ("invoice", "request", "集团总部要分公司的汇总账单", "九家分公司合并成一张，本周五前要。", "zhao.min"),
    ("trace", "complaint", "客户说再没有消息就找媒体曝光", "件在途十一天，已来电四次。", "marie.dupont"),
]
# What services ask, by their keys; and what was answered on the newest tickets of one.
FORMS: dict[str, list[dict[str, Any]]] = {
    "claim": [
        {"key": "damage", "kind": "choice", "label_en": "What is damaged", "label_zh": "损坏情况", "options": [
            {"en": "Packaging alone", "zh": "仅包装"}, {"en": "Contents", "zh": "内件"}, {"en": "Missing", "zh": "遗失"},
        ]},
        {"key": "value", "kind": "number", "label_en": "Value claimed", "label_zh": "索赔金额", "hint_en": "In yuan", "hint_zh": "人民币元"},
        {"key": "insured", "kind": "yes_no", "label_en": "Insured", "label_zh": "是否保价"},
        {"key": "waybill", "kind": "text", "label_en": "Waybill", "label_zh": "运单号"},
    ],
    "limit": [
        {"key": "from", "kind": "date", "label_en": "From", "label_zh": "从哪天起"},
        {"key": "purpose", "kind": "long", "label_en": "What for", "label_zh": "用途"},
    ],
}  # fmt: skip
ANSWERS: dict[str, dict[str, Any]] = {
    "claim": {"damage": "contents", "value": 260, "insured": False, "waybill": "YH880172635"},
}
