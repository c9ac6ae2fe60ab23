"""Who calls the Yunhai Group, and what about. Invented, like everybody here."""

# code, English, Chinese
SOURCES = [
    ("HOTLINE", "Hotline system", "热线系统"),
    ("CRM", "Customer management", "客户管理系统"),
    ("SHOP", "Shop counters", "门店系统"),
]
# English, Chinese, numbers: three hotline numbers are one line.
LINES = [
    ("Service hotline", "服务热线", ["95570", "400-820-5570", "021-6055 7000"], "CS"),
    ("Key account line", "大客户专线", ["400-820-5588"], "SAL"),
]
# What it was about; the first ones come more often.
SERVICES = ["查件", "改派", "清关放行", "退款", "账单疑问", "临时额度", "行李与团体", "破损与遗失理赔"]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
GIVEN = ["丽华", "建国", "志强", "秀英", "晓明", "雨桐", "浩然", "思远", "静怡", "文博", "佳琪", "国栋"]
FOREIGN = [
    ("Emma Clarke", "+61 2 9374 4000"), ("Liam O'Connor", "+353 1 890 0000"), ("Anna Schmidt", "+49 30 901820"),
    ("Jean Moreau", "+33 1 70 36 39 50"), ("Noah Tan", "+65 6595 9000"), ("Olivia Reed", "+44 20 7946 0958"),
]  # fmt: skip
