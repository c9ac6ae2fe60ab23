"""What people write, 60 % Chinese: a pool of titles and texts with their search tokens, and references."""

from __future__ import annotations

import random
from itertools import product
from typing import NamedTuple

from portal.core.refs import ALPHABET
from portal.core.search import index_tokens

CHINESE_SHARE = 0.6
TITLES, TEXTS = 6_000, 3_000

PLACES = """
    北京首都机场 上海浦东 广州白云 成都天府 深圳宝安 杭州萧山 昆明长水 西安咸阳 重庆江北 武汉天河 南京禄口 厦门高崎
""".split()  # noqa: SIM905  (a list of words reads better as words)
THINGS = """
    行李 转运箱 快件 登机牌 发票 会员积分 酒店房卡 信用卡 特殊餐食 轮椅服务 货运提单 延误证明 里程 押金 接送车
""".split()  # noqa: SIM905
TROUBLES = """
    没有到达 破损 丢失 重复扣款 信息有误 需要改签 超时未处理 无法打印 找不到记录 被退回 客户投诉 需要补发
""".split()  # noqa: SIM905
SENTENCES = """
    客户下午四点前必须拿到结果 前台已经向客户道歉 请分拣部门核对条码 海关要求补充单证 客户是金卡会员
    系统里看不到交接记录 同一位客户本周第二次来电 请在今天下班前回复 酒店前台正在等确认
    司机说已经交给中转站 财务需要原始凭证 客户希望改到明天上午配送 上一个环节没有留下说明
    请把处理结果直接告诉首问责任人 航班因天气取消 客户愿意接受替代方案
""".split()  # noqa: SIM905
PLACES_EN = ("Frankfurt", "Singapore", "Heathrow", "Gate B12", "Terminal 2", "Desk 7", "Hub West", "Lobby", "Dubai")
THINGS_EN = (
    "luggage", "parcel", "invoice", "boarding pass", "room key", "loyalty points", "credit card", "wheelchair",
    "special meal", "customs form", "refund", "voucher",
)  # fmt: skip
TROUBLES_EN = (
    "missing", "damaged", "charged twice", "not printed", "delayed", "sent back", "wrong name", "without label",
    "unanswered", "blocked",
)  # fmt: skip
SENTENCES_EN = (
    "The customer waits at the desk", "Please check the label and call back", "Second call about this within a week",
    "Customs asks for one more document", "The driver handed it to the hub", "Promised until four o'clock today",
    "The system shows no hand-over", "Finance needs the original receipt", "The guest accepts a replacement",
    "Nobody answered the first message", "Flight cancelled because of weather", "Please tell the first owner directly",
)  # fmt: skip


class Words(NamedTuple):
    """A text and its tokens as PostgreSQL reads a tsvector."""

    text: str
    tokens: str


def words(text: str) -> Words:
    return Words(text, quoted(index_tokens(text)))


def quoted(tokens: list[str]) -> str:
    return " ".join("'" + token.replace("'", "''") + "'" for token in tokens)


def titles() -> list[Words]:
    """Every pool begins with its Chinese part; an index taken evenly meets both in their shares."""
    chinese = [f"{place}{thing}{trouble}" for place, thing, trouble in product(PLACES, THINGS, TROUBLES)]
    english = [
        f"{thing.capitalize()} {trouble}, {place}"
        for place, thing, trouble in product(PLACES_EN, THINGS_EN, TROUBLES_EN)
    ]
    return mixed(chinese, english, TITLES)


def texts() -> list[Words]:
    shuffle = random.Random(3)
    chinese = ["，".join(shuffle.sample(SENTENCES, 4)) + "。" for _ in range(TEXTS)]
    english = [". ".join(shuffle.sample(SENTENCES_EN, 3)) + "." for _ in range(TEXTS)]
    return mixed(chinese, english, TEXTS)


def mixed(chinese: list[str], english: list[str], count: int) -> list[Words]:
    shuffle = random.Random(7)
    share = int(count * CHINESE_SHARE)
    return [words(text) for text in shuffle.choices(chinese, k=share) + shuffle.choices(english, k=count - share)]


def reference(prefix: str, number: int) -> str:
    """One of 2^40, every number another: multiplying by an odd number only changes their order."""
    rest = number * 0x9E3779B97F & 0xFFFFFFFFFF
    return prefix + "-" + "".join(ALPHABET[rest >> shift & 31] for shift in range(35, -1, -5))
