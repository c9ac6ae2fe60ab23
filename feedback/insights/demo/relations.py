"""What colleagues say to each other around tickets."""

MENTIONS = [
    "%(person)s 客户已是本月第三次来电，请看看能否优先。",
    "%(person)s please have a look: the amount is above my limit.",
    "%(person)s 需要您确认赔付金额。",
    "%(person)s 这家客户下周续约，处理完请告诉销售。",
]
SAME = "同一位客户的同一票，昨天已经开过工单。"
SECOND = [
    ("同一客户的地址也要更改", "客户在电话里顺带提到，请另行处理。"),
    ("The invoice copy goes to another mailbox", "The customer asked for it in the same call."),
]
# service, rule, title, text
CHILDREN = [
    ("trace", "waits", "请核对签收图片", "客户坚持没有签收，请调门口监控。"),
    ("invoice", "informs", "Credit note for the surcharge", "Agreed with the customer today, please issue it."),
    ("fault", "closes", "来电弹屏不显示此客户", "影响受理，修好后这张工单即可结束。"),
    ("claim", "informs", "预估赔付金额", "客户今天要一个数字。"),
]
# service, name and text in English and Chinese
TEXTS = [
    (
        "customs", "Held by customs", "海关查验中",
        "{title}: customs has asked for a document. We expect the release by {due}.",
        "{title}：海关要求补充文件，预计 {due} 前放行。",
    ),
    (
        "claim", "What we need for a claim", "理赔所需材料",
        "For {reference} please send photos of the parcel and of its contents, and the value.",
        "办理 {reference} 需要外包装和内件照片，以及价值证明。",
    ),
    (
        "refund", "Refund is on its way", "退款在途",
        "The refund for customer {customer} is on its way and arrives by {due}.",
        "客户 {customer} 的退款已发出，预计 {due} 前到账。",
    ),
    (
        "invoice", "What the surcharge is for", "附加费说明",
        "The surcharge on {reference} covers delivery outside working hours.",
        "{reference} 的附加费是非工作时间派送的费用。",
    ),
]  # fmt: skip
