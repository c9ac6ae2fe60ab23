"""Whom departments serve, and a handling time that a head has set."""

from typing import Any

# department -> texts
PURPOSES: dict[str, dict[str, Any]] = {
    "CUS": {
        "whom_zh": "热线和大客户经理，他们正对着客户", "whom_en": "The hotline and account managers, who face the customer",
        "need_zh": "一次说清缺什么、最晚几点放行", "need_en": "Once and for all what is missing, and the latest hour of release",
        "value_zh": "不用客户再打一次电话", "value_en": "That the customer need not call again",
    },
    "BIL": {
        "whom_zh": "要向客户财务解释账单的同事", "whom_en": "Colleagues who explain the bill to the customer's accountants",
        "need_zh": "一句话说明每一笔费用", "need_en": "One plain sentence for every item",
        "value_zh": "账单第一次就对", "value_en": "A bill that is right the first time",
    },
}  # fmt: skip
# service, working minutes from and to, why, source
BAND = ("redirect", 15, 60, "三项改派各自比较过，低于一刻钟的多半要返工", "2026 年三季度改派抽样，112 件")
