"""Three curricula and five cohorts, around today."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PhasePlan:
    """`sessions` of each of its days: start, minutes, English, Chinese."""

    kind: str
    english: str
    chinese: str
    days: int
    sessions: tuple[tuple[str, int, str, str], ...]


@dataclass(frozen=True)
class CurriculumPlan:
    key: str
    english: str
    chinese: str
    phases: tuple[PhasePlan, ...]


CURRICULA = [
    CurriculumPlan(
        "adviser",
        "Customer adviser: class, on-call, class",
        "客户顾问：课堂、上线、课堂",
        (
            PhasePlan(
                "classroom",
                "Service and systems",
                "服务与系统",
                10,
                (("09:00", 150, "Whom do I serve?", "我服务谁？"), ("13:30", 150, "Systems in practice", "系统实操")),
            ),
            PhasePlan(
                "on_call",
                "On real calls with a coach",
                "带教上线接听",
                5,
                (
                    ("09:00", 180, "On-call with a coach", "带教接听"),
                    ("14:00", 120, "Looking back at the day", "当日复盘"),
                ),
            ),
            PhasePlan(
                "classroom",
                "Back to theory with real questions",
                "带着问题再上课",
                5,
                (
                    ("09:00", 150, "What the calls taught us", "录音里的问题"),
                    ("13:30", 150, "Keeping a promise", "守住承诺"),
                ),
            ),
        ),
    ),
    CurriculumPlan(
        "service",
        "Two days: whom do I serve?",
        "两天：我服务谁",
        (
            PhasePlan(
                "classroom",
                "Service for everyone",
                "人人服务",
                2,
                (
                    ("09:00", 180, "Value for people inside and outside", "为内外部的人创造价值"),
                    ("13:30", 180, "Our next service", "我们的下一项服务"),
                ),
            ),
        ),
    ),
    CurriculumPlan(
        "claims",
        "Claims on the spot",
        "当场理赔",
        (
            PhasePlan("classroom", "Authority and judgement", "授权与判断", 3, (("09:30", 120, "Cases", "案例"),)),
            PhasePlan(
                "on_call",
                "First claims with a coach",
                "带教处理",
                2,
                (("09:30", 180, "Claims with a coach", "带教理赔"),),
            ),
        ),
    ),
]

# curriculum, English-or-Chinese name, owner, site, first day in working days from today, capacity, trainer, coach, room,
# trainees. The second one is in its on-call phase today: ten days of class lie behind it.
COHORTS = [
    ("adviser", "客户顾问 第 1 期", "ren.jia", "SHA", -34, 12, "ren.jia", "sun.lei", 0, ("zheng.jie", "feng.yan")),
    (
        "adviser",
        "客户顾问 第 2 期",
        "fang.yuan",
        "SHA",
        -12,
        12,
        "ren.jia",
        "zhou.ting",
        0,
        ("wei.na", "jiang.bo", "shen.li", "han.xue"),
    ),
    (
        "service",
        "我服务谁 第 1 期（清关与信息技术）",
        "fang.yuan",
        "SHA",
        -3,
        20,
        "fang.yuan",
        "",
        1,
        ("yan.hong", "hua.qiang", "tao.ran", "ma.teng", "miao.yi", "feng.fan"),
    ),
    (
        "service",
        "Whom do I serve? Sydney",
        "olivia.brown",
        "SYD",
        7,
        16,
        "olivia.brown",
        "",
        3,
        ("anil.ramgoolam", "marie.dupont"),
    ),
    (
        "claims",
        "当场理赔 第 1 期",
        "yuan.ye",
        "SHA",
        3,
        10,
        "yuan.ye",
        "chu.ming",
        2,
        ("dou.wei", "zhang.lan", "zhao.min", "wu.hao"),
    ),
]

# English, Chinese, seats, site
ROOMS = [
    ("Room A", "一号教室", 24, "SHA"),
    ("Room B", "二号教室", 30, "SHA"),
    ("Call room", "上线接听室", 14, "SHA"),
    ("Harbour room", "海港教室", 20, "SYD"),
]
