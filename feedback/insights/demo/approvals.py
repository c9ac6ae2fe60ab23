"""What the demonstration company approves."""

# service, level, who, named colleague, working minutes, English, Chinese
DEMANDS = [
    ("baggage", 1, "serving_head", "", 240, "Costs beyond the contract", "合同之外的费用"),
    ("baggage", 2, "person", "liang.yu", 480, "Costs beyond the contract", "合同之外的费用"),
]  # fmt: skip

# service, title, text, who opens it, who takes it: they wait for the head of the serving department
OPENED = [
    ("baggage", "医疗展团二十件超规行李，需要加一班货车", "客户下周一出发，合同里只有十件。加车费用约四千八百元，由谁承担请先定下来。", "wang.xiaolin", "kong.rui"),
]  # fmt: skip

# on a ticket of this service: who asks, of whom, what, "yes", "no" or "" (still open), with these words
ASKED = [
    ("claim", "dou.wei", "bai.xue", "茶具超出保价，客户是十年老客户，能否按实际价值赔三百八十元？", "yes", "同意，记入客户关怀费用。"),
    ("refund", "pan.jun", "yun.he", "旧卡已注销，客户要求退到家属的卡上，可以吗？", "no", "只能退回本人名下的卡，请客户登记新卡。"),
    ("fault", "miao.yi", "wei.chang", "高峰期重启查询服务会中断两分钟，现在就做可以吗？", "", ""),
]  # fmt: skip
