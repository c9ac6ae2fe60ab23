"""The service catalogue and what the front office asks for."""

# key, English, Chinese, department, response minutes, resolution minutes (working)
SERVICES = [
    ("customs", "Release from customs", "清关放行", "CUS", 30, 240),
    ("documents", "Missing customs documents", "报关资料补充", "CUS", 60, 480),
    ("trace", "Trace a parcel", "查件", "SORT", 30, 180),
    ("redirect", "Change of delivery", "改派", "SORT", 30, 120),
    ("claim", "Damage and loss", "破损与遗失理赔", "CLM", 120, 1440),
    ("invoice", "Question about an invoice", "账单疑问", "BIL", 120, 960),
    ("refund", "Refund", "退款", "BIL", 120, 1440),
    ("limit", "Temporary card limit", "临时额度", "RISK", 10, 60),
    ("blocked", "Blocked transaction", "交易被拦", "RISK", 15, 120),
    ("access", "Access and passwords", "账号与权限", "IT", 30, 240),
    ("fault", "A system doesn't work", "系统故障", "IT", 15, 480),
    ("baggage", "Baggage and group bookings", "行李与团体", "OPS", 60, 480),
]

# service, kind, title, text
CASES = [
    (
        "customs",
        "request",
        "浦东到悉尼的急件被海关扣留，客户明早开会要用",
        "客户是医疗器械企业，样机必须明早九点前到会场。海关要求补充用途说明。",
    ),
    ("customs", "question", "生物样本的放行需要哪些文件", "客户第一次寄，想一次备齐。"),
    (
        "customs",
        "complaint",
        "同一票货第三次被要求补资料",
        "客户说每次补的都不一样，情绪很激动，要求今天给一个完整清单。",
    ),
    (
        "documents",
        "request",
        "Invoice value missing for 3 parcels to Port Louis",
        "The shipper sent the values by mail; please attach them to the declarations.",
    ),
    ("documents", "request", "补充原产地证明", "客户已把扫描件发到热线邮箱，单号见附件说明。"),
    ("trace", "request", "广州中转后两天没有新的轨迹", "收件人每天来电，最后一条记录在广州分拣中心。"),
    ("trace", "complaint", "显示已签收，客户没有收到", "门卫也没有签收，请核对签收图片。"),
    ("trace", "question", "Which flight carries the engine part?", "The hangar plans its shift by it."),
    ("redirect", "request", "客户出差，改派到北京办公室", "件在上海，今天下午派送，客户希望改明天北京。"),
    (
        "redirect",
        "request",
        "Deliver to the hotel reception instead",
        "The guest has checked out early and asks for the front desk of our hotel.",
    ),
    ("claim", "complaint", "茶具到货碎了四只", "客户有开箱视频，金额三百八十元，希望当天有答复。"),
    (
        "claim",
        "request",
        "Laptop with a broken corner",
        "Photos taken at the belt are attached; the customer asks for a repair rather than money.",
    ),
    ("claim", "question", "遗失件的赔付标准", "客户未保价，想知道上限。"),
    ("invoice", "question", "「杂项附加费」是什么", "客户财务拒绝付款，除非写清楚。"),
    ("invoice", "complaint", "集团客户收到七张分公司的账单", "客户要求合并成一张，已经是第二个月。"),
    (
        "invoice",
        "request",
        "Send the October invoice again, in English",
        "The regional office needs it before the 25th.",
    ),
    ("refund", "request", "取消的航班行李费未退", "客户说承诺七天，已经十二天。"),
    ("refund", "complaint", "退款退错了卡", "旧卡已注销，请改到新卡。"),
    ("limit", "request", "境外差旅临时额度，明早起飞", "客户出示了机票，需要八万元，使用三十天。"),
    (
        "limit",
        "request",
        "Temporary limit for a hotel deposit",
        "The customer checks in tonight and the hotel blocks the full amount.",
    ),
    ("blocked", "complaint", "在新加坡连续三笔被拦", "客户在柜台前等着，请尽快确认是否本人交易。"),
    ("blocked", "question", "为什么网上订酒店被拦", "客户愿意做验证。"),
    ("access", "request", "新同事的热线系统账号", "下周一上线接听，请提前开通。"),
    ("access", "question", "Password reset link expires before the mail arrives", "Happens on the hotel network only."),
    ("fault", "complaint", "查询页面打开要四十秒", "高峰期一线只能让客户等着。"),
    ("fault", "request", "来电弹屏不出现客户资料", "从今天早上开始，三号席位到九号席位。"),
    ("baggage", "complaint", "团体客户的行李额没有同步到登机口", "三十人的团，登机口按旧额度收费。"),
    ("baggage", "request", "Extra legroom for a guest with a cast", "Doctor's letter attached; flight on Friday."),
    ("baggage", "compliment", "客户感谢值机同事帮忙找回玩具熊", "孩子写了一封信，请转给柜台的同事。"),
    (
        "customs",
        "compliment",
        "Customer thanks the declarant by name",
        '"Mr Hua called me before I could worry." Please pass it on.',
    ),
]

# What is on the desks of the people who show the company: case, who asks, who takes it ("" nobody), what they ask back
# ("" nothing). It stands as it is at whatever hour the company is loaded.
ON_THE_DESKS = [
    (0, "wang.xiaolin", "hua.qiang", "请补充用途说明：样机给谁、做什么用？"),
    (4, "wang.xiaolin", "hua.qiang", ""),
    (1, "yang.guang", "", ""),
    (15, "yang.guang", "su.mei", "Which address should stand on the English invoice?"),
    (8, "zhou.ting", "zou.kai", "客户在北京办公室几点能收件？"),
]

QUESTIONS = [
    "请补充单号和客户希望的时间。",
    "Which address should we use, the one on the label or the one in the message?",
    "客户同意分两批放行吗？",
]
ANSWERS = ["已经问过客户，两种都可以。", "The one in the message.", "单号在附件里，最好今天下午。"]
NOTES = ["已电话联系海关，等对方回传。", "Checked the belt camera: it left Guangzhou at 03:12.", "和夜班交接过了。"]
SOLUTIONS = [
    "已放行，预计明早七点到达，已短信告知客户。",
    "Done. The customer got a message with the new time.",
    "按授权表当天赔付，款项两小时内到账。",
    "已向客户解释费用来源，并重新发送账单。",
]
REOPENINGS = ["客户说还没有收到短信。", "The new invoice shows the old address again."]
HAND_OVERS = [
    ("CUS", "需要清关部确认放行时间。"),
    ("SORT", "件已经在分拣中心，请改派。"),
    ("BIL", "Needs a credit note from billing."),
    ("IT", "像是系统问题，请查接口日志。"),
]

# service -> parts of its way: department, working minutes, what is done there in English and Chinese
WAYS: dict[str, list[tuple[str, int, str, str]]] = {
    "customs": [("CUS", 120, "Declare", "报关"), ("SORT", 60, "Put on the next transfer", "安排中转")],
    "redirect": [("SORT", 60, "Take it out of the flow", "分拣拦截"), ("OPS", 45, "Plan the new delivery", "重排派送")],
    "claim": [("CLM", 900, "Assess", "定损"), ("BIL", 300, "Pay out", "赔付")],
}
PROMISES = [
    "今天给客户回电说明进展",
    "货件赶上今晚的航班",
    "退款今天到账",
    "A call back with the new delivery time",
    "给客户一份完整的文件清单",
    "The corrected invoice by mail",
]
CUSTOMERS = ["李先生", "康瑞医疗器械", "周女士", "Mr Ramgoolam", "海汇进出口", "东港物流 王经理"]
JUMPS = [
    ("delivery", "样机必须赶上今晚飞悉尼的航班，客户明早开会"),
    ("safety", "冷链药品，超过六小时就要报废"),
    ("promise", "已经答应客户今天下班前答复"),
    ("account", "集团客户第三次因为同样的问题来电，总经理在线上"),
    ("money", "客户的货款押在这一票上"),
]
REVIEWS = [
    (True, "应该。清关资料要在收件时一次收齐。"),
    (True, "Right. Sorting should see the flight time on the label."),
    (False, "其实可以按正常流程赶上，下次先问分拣。"),
]
