"""Mails of the demonstration company: sender (a login, or an address elsewhere), subject, text, more headers."""

ADDRESSES = [("tuikuan@yunhai.example", "refund"), ("zhangdan@yunhai.example", "invoice")]
MAILS = [
    ("zhao.min", "退款 4711 还没有到账", "客户两周前退票，款项仍未到账，请查一下。\n\n-- \n服务台", ""),
    (
        "wang.xiaolin",
        "Invoice in the wrong name",
        "The invoice should be in the company's name, please correct it.",
        "",
    ),
    ("sun.lei", "自动回复：我在休假", "我在休假，下周一回来。", "Auto-Submitted: auto-replied\n"),
    ("zhang.wei@kehu.example", "我的行李延误了", "航班到达两天了，行李还没有消息，请联系我。", ""),
    ("newsletter@news.example", "Airport news of the week", "What is new at the airports.", "Precedence: bulk\n"),
]
