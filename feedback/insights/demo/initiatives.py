"""Six initiatives: whole-company goals, each with a number that moves."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Plan:
    """Days are counted from today: negative ones are past. `readings` are (day, value)."""

    title: str
    summary: str
    owner: str
    sponsor: str
    metric: str
    unit: str
    baseline: Decimal
    target: Decimal
    better: str
    start: int
    due: int
    ideas: tuple[int, ...]
    departments: tuple[tuple[str, str], ...]
    milestones: tuple[tuple[str, int, bool], ...]
    readings: tuple[tuple[int, Decimal], ...]
    reports: tuple[tuple[int, str, str], ...]


def _d(text: str) -> Decimal:
    return Decimal(text)


PLANS = [
    Plan(
        "清关缺件一次说清",
        "服务谁：寄件客户和热线同事。他们需要：第一次就知道缺什么。他们重视：不用来回跑。",
        "chen.li",
        "zhang.wei",
        "一次补齐的报关件占比",
        "%",
        _d("46"),
        _d("90"),
        "higher",
        -75,
        60,
        (0, 2),
        (("CUS", "R"), ("CS", "R"), ("SORT", "I")),
        (("十类货物的缺件清单", -40, True), ("热线系统里能直接发送清单", -10, True), ("发件时提醒寄件人", 25, False)),
        ((-45, _d("52")), (-15, _d("66")), (-3, _d("71"))),
        ((-40, "green", "清单已完成，热线先用。"), (-5, "green", "占比到 71%，寄件提醒按计划开发。")),
    ),
    Plan(
        "小额理赔当天赔付",
        "服务谁：五百元以内的破损客户。他们需要：当天有结果。他们重视：不被怀疑。",
        "bai.xue",
        "liang.yu",
        "五百元以内理赔的平均天数",
        "天",
        _d("10.5"),
        _d("1"),
        "lower",
        -60,
        45,
        (6, 7, 5),
        (("CS", "R"), ("BIL", "R"), ("SORT", "C")),
        (("一线赔付授权表", -35, True), ("当天打款接口", -8, False), ("进度查询页", 20, False)),
        ((-30, _d("8")), (-6, _d("5.5"))),
        ((-30, "green", "授权表已签发。"), (-4, "amber", "打款接口比计划晚两周，结算部与信息技术部已约定新日期。")),
    ),
    Plan(
        "One sign-on for the front line",
        "For everyone who answers a customer. They need one screen; they value the twenty minutes a day.",
        "wei.chang",
        "zhang.wei",
        "Systems opened per call",
        "",
        _d("5"),
        _d("1"),
        "lower",
        -90,
        20,
        (15, 16),
        (("CS", "C"), ("RISK", "I")),
        (
            ("Identity service in use", -50, True),
            ("Hotline moved over", -12, False),
            ("Card centre moved over", 10, False),
        ),
        ((-60, _d("5")), (-20, _d("4"))),
        (
            (-55, "green", "The identity service is in use."),
            (
                -9,
                "red",
                "The telephony supplier can't deliver before January. We need a decision on a second supplier.",
            ),
        ),
    ),
    Plan(
        "账单说人话",
        "服务谁：每月打电话问账单的客户和他们的财务。他们重视：一看就懂。",
        "yun.he",
        "liang.yu",
        "每千张账单的来电",
        "个",
        _d("38"),
        _d("12"),
        "lower",
        -50,
        70,
        (9, 10, 11),
        (("CS", "R"), ("SAL", "C"), ("IT", "R")),
        (("二十个名目的新说法", -20, True), ("新版账单试印", 12, False), ("全部客户启用", 60, False)),
        ((-25, _d("36")), (-7, _d("31"))),
        ((-8, "green", "新说法已由客户服务中心改写完。"),),
    ),
    Plan(
        "差旅额度十分钟答复",
        "服务谁：明早要飞的持卡人。他们需要：现在就知道能不能。他们重视：不在柜台前丢脸。",
        "xi.chen",
        "zhang.wei",
        "十分钟内答复的占比",
        "%",
        _d("18"),
        _d("95"),
        "higher",
        -40,
        35,
        (12, 13, 14),
        (("CS", "R"), ("IT", "C")),
        (("夜间值班分析师到位", -18, True), ("客户服务中心一键发起", 5, False)),
        ((-20, _d("44")), (-2, _d("83"))),
        ((-15, "green", "夜间也能答复了。"), (-1, "green", "本周 83%。")),
    ),
    Plan(
        "Everyone learns whom they serve",
        "The whole company, the back office first: whom do I serve, what do they need, what do they value?",
        "fang.yuan",
        "zhang.wei",
        "Colleagues who took part",
        "%",
        _d("0"),
        _d("100"),
        "higher",
        -30,
        120,
        (33, 31, 19),
        (("GMO", "R"), ("CUS", "R"), ("BIL", "R"), ("IT", "R"), ("CS", "C")),
        (("Trainers certified", -6, True), ("Back office done", 40, False), ("Front office done", 90, False)),
        ((-5, _d("12")),),
        ((-5, "green", "Customs and IT have begun; the rooms for December are booked."),),
    ),
]


@dataclass(frozen=True)
class Charter:
    """What a charter says by section, and how many gates are passed; `asks`: the next one waits for its sponsor."""

    texts: tuple[tuple[str, str], ...]
    gates: int
    asks: bool = False


# In the order of PLANS.
CHARTERS = [
    Charter(
        (
            ("serves", "寄国际件的客户，以及替他们打电话的热线同事。"),
            ("needs", "第一次就知道缺哪份文件、找谁要、几点前补齐。重视：不用来回跑。"),
            ("problem", "每两票缺件就有一票要补两次以上，货在机场多停一天半。"),
            ("scope_in", "十类最常缺件的货物；热线和寄件页面。"),
            ("scope_out", "海关自己的系统。"),
        ),
        3,
    ),
    Charter(
        (
            ("serves", "五百元以内破损的客户，和一线理赔同事。"),
            ("needs", "当天有结果，不被怀疑。"),
            ("problem", "小额理赔平均十天半，一半时间在等签字。"),
        ),
        2,
    ),
    Charter(
        (
            ("serves", "Everyone who answers a customer."),
            ("needs", "One screen and one sign-on; the twenty minutes a day that are lost now."),
            ("problem", "Five systems are opened for one call, each with its own password."),
            ("scope_out", "Systems that no one opens during a call."),
        ),
        2,
    ),
    Charter(
        (
            ("serves", "每月打电话问账单的客户，和他们公司的财务。"),
            ("needs", "一看就懂，不用打电话。"),
            ("problem", "每千张账单有三十八个来电，二十个名目没有人说得清。"),
        ),
        2,
    ),
    Charter(
        (
            ("serves", "明早要飞的持卡人。"),
            ("needs", "现在就知道能不能；在柜台前不丢脸。"),
            ("problem", "夜里没有人能批，八成的申请等到第二天。"),
        ),
        3,
    ),
    Charter(
        (
            ("serves", "The whole company, the back office first."),
            ("needs", "To know whom one's work reaches, and to hear what they value."),
            ("problem", "Six of ten complaints begin in a department that no customer ever sees."),
        ),
        1,
        asks=True,
    ),
]
