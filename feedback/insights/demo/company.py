"""Sites, departments and people of the Yunhai Group (云海集团), which does not exist."""

from dataclasses import dataclass

from portal.people.models import Role, Side

DOMAIN = "yunhai.example"
PASSWORD = "Service-2026"  # noqa: S105  (stands in the README; exists only with the demonstration company)

# code, English, Chinese, time zone
SITES = [
    ("SHA", "Shanghai", "上海", "Asia/Shanghai"),
    ("CAN", "Guangzhou", "广州", "Asia/Shanghai"),
    ("SYD", "Sydney", "悉尼", "Australia/Sydney"),
]

# code, parent, English, Chinese, side, site
DEPARTMENTS = [
    ("GMO", "", "General Manager's Office", "总经理办公室", Side.SUPPORT, "SHA"),
    ("CS", "GMO", "Customer Service Centre", "客户服务中心", Side.FRONT, "SHA"),
    ("SAL", "GMO", "Key Account Sales", "大客户销售部", Side.FRONT, "SHA"),
    ("CX", "GMO", "Customer Experience", "客户体验部", Side.SUPPORT, "SHA"),
    ("OPS", "GMO", "Operations Support", "运营支持部", Side.BACK, "SHA"),
    ("CUS", "OPS", "Customs Clearance", "清关部", Side.BACK, "SHA"),
    ("SORT", "OPS", "Sorting and Transfer", "分拣中转部", Side.BACK, "CAN"),
    ("CLM", "GMO", "Claims", "理赔中心", Side.BACK, "SHA"),
    ("BIL", "GMO", "Settlement and Billing", "结算部", Side.BACK, "CAN"),
    ("RISK", "GMO", "Card Risk", "风险管理部", Side.BACK, "SHA"),
    ("IT", "GMO", "Information Technology", "信息技术部", Side.SUPPORT, "SHA"),
    ("TRN", "GMO", "Training Centre", "培训中心", Side.SUPPORT, "SHA"),
]


@dataclass(frozen=True)
class Person:
    """`login` is the part before the @; `heads` and `deputises` are department codes."""

    login: str
    chinese: str
    latin: str
    department: str
    title: str
    roles: tuple[Role, ...] = ()
    heads: str = ""
    deputises: str = ""


_F, _B, _S = Role.FRONT_AGENT, Role.BACK_AGENT, Role.SALESPERSON

PEOPLE = [
    Person("zhang.wei", "张伟", "Zhang Wei", "GMO", "General Manager", (Role.EXECUTIVE,), heads="GMO"),
    Person("liang.yu", "梁宇", "Liang Yu", "GMO", "Deputy General Manager", (Role.EXECUTIVE,), deputises="GMO"),
    Person("admin", "沈静", "Shen Jing", "IT", "Portal administrator", (Role.ADMINISTRATOR,)),
    Person("he.min", "何敏", "He Min", "GMO", "Privacy officer", (Role.PRIVACY_OFFICER,)),
    Person("li.sisi", "李思思", "Li Sisi", "CS", "Head of Customer Service", (_F,), heads="CS"),
    Person("wang.xiaolin", "王晓琳", "Wang Xiaolin", "CS", "Service adviser", (_F,), deputises="CS"),
    Person("zhao.min", "赵敏", "Zhao Min", "CS", "Service adviser", (_F,)),
    Person("marie.dupont", "杜玛丽", "Marie Dupont", "CS", "Service adviser", (_F,)),
    Person("sun.lei", "孙磊", "Sun Lei", "CS", "Service adviser", (_F, Role.COACH)),
    Person("zhou.ting", "周婷", "Zhou Ting", "CS", "Hotline lead", (_F, Role.COACH)),
    Person("wu.hao", "吴昊", "Wu Hao", "CS", "Hotline adviser", (_F,)),
    Person("zheng.jie", "郑洁", "Zheng Jie", "CS", "Hotline adviser", (_F,)),
    Person("feng.yan", "冯燕", "Feng Yan", "CS", "Hotline adviser", (_F,)),
    Person("chu.ming", "褚明", "Chu Ming", "CS", "Hotline adviser", (_F, Role.COACH)),
    Person("wei.na", "卫娜", "Wei Na", "CS", "Hotline trainee"),
    Person("jiang.bo", "蒋波", "Jiang Bo", "CS", "Hotline trainee"),
    Person("shen.li", "沈丽", "Shen Li", "CS", "Hotline trainee"),
    Person("han.xue", "韩雪", "Han Xue", "CS", "Hotline trainee"),
    Person("yang.guang", "杨光", "Yang Guang", "SAL", "Head of Key Accounts", (_S,), heads="SAL"),
    Person("zhu.yun", "朱云", "Zhu Yun", "SAL", "Account manager", (_S,), deputises="SAL"),
    Person("anil.ramgoolam", "安尼尔", "Anil Ramgoolam", "SAL", "Account manager, islands", (_S,)),
    Person("qin.feng", "秦风", "Qin Feng", "SAL", "Account manager", (_S,)),
    Person("xu.jing", "许静", "Xu Jing", "CX", "Head of Customer Experience", (Role.CUSTOMER_EXPERIENCE,), heads="CX"),
    Person(
        "he.yu", "何雨", "He Yu", "CX", "Opinion analyst", (Role.CUSTOMER_EXPERIENCE, Role.INTERVIEWER), deputises="CX"
    ),
    Person("lv.qing", "吕青", "Lü Qing", "CX", "Customer-data steward", (Role.DATA_STEWARD,)),
    Person("shi.lan", "施兰", "Shi Lan", "CX", "Campaign manager", (Role.MARKETING,)),
    Person("chen.li", "陈立", "Chen Li", "OPS", "Head of Operations Support", (_B,), heads="OPS"),
    Person("liu.yang", "刘洋", "Liu Yang", "OPS", "Operations specialist", (_B,), deputises="OPS"),
    Person("kong.rui", "孔瑞", "Kong Rui", "OPS", "Operations specialist", (_B,)),
    Person("cao.bin", "曹斌", "Cao Bin", "OPS", "Operations specialist", (_B,)),
    Person("yan.hong", "严红", "Yan Hong", "CUS", "Head of Customs Clearance", (_B,), heads="CUS"),
    Person("hua.qiang", "华强", "Hua Qiang", "CUS", "Declarant", (_B,), deputises="CUS"),
    Person("jin.xin", "金鑫", "Jin Xin", "CUS", "Declarant", (_B,)),
    Person("tao.ran", "陶然", "Tao Ran", "CUS", "Document specialist", (_B,)),
    Person("qi.lin", "戚林", "Qi Lin", "SORT", "Head of Sorting", (_B,), heads="SORT"),
    Person("xie.dong", "谢东", "Xie Dong", "SORT", "Shift lead", (_B,), deputises="SORT"),
    Person("zou.kai", "邹凯", "Zou Kai", "SORT", "Transfer planner", (_B,)),
    Person("yu.fei", "喻飞", "Yu Fei", "SORT", "Transfer planner", (_B,)),
    Person("bai.xue", "柏雪", "Bai Xue", "CLM", "Head of Claims", (_B,), heads="CLM"),
    Person("shui.miao", "水淼", "Shui Miao", "CLM", "Claims handler", (_B,), deputises="CLM"),
    Person("dou.wei", "窦伟", "Dou Wei", "CLM", "Claims handler", (_B,)),
    Person("zhang.lan", "章岚", "Zhang Lan", "CLM", "Claims handler", (_B,)),
    Person("yun.he", "云鹤", "Yun He", "BIL", "Head of Settlement", (_B,), heads="BIL"),
    Person("su.mei", "苏梅", "Su Mei", "BIL", "Billing clerk", (_B,), deputises="BIL"),
    Person("pan.jun", "潘军", "Pan Jun", "BIL", "Billing clerk", (_B,)),
    Person("ge.ying", "葛颖", "Ge Ying", "BIL", "Billing clerk", (_B,)),
    Person("xi.chen", "奚晨", "Xi Chen", "RISK", "Head of Card Risk", (_B,), heads="RISK"),
    Person("fan.bing", "范冰", "Fan Bing", "RISK", "Limit analyst", (_B,), deputises="RISK"),
    Person("peng.lang", "彭朗", "Peng Lang", "RISK", "Limit analyst", (_B,)),
    Person("lu.yao", "鲁瑶", "Lu Yao", "RISK", "Fraud analyst", (_B,)),
    Person("wei.chang", "韦昌", "Wei Chang", "IT", "Head of IT", (_B,), heads="IT"),
    Person("ma.teng", "马腾", "Ma Teng", "IT", "Service desk", (_B,), deputises="IT"),
    Person("miao.yi", "苗毅", "Miao Yi", "IT", "Service desk", (_B,)),
    Person("feng.fan", "凤帆", "Feng Fan", "IT", "Application owner", (_B,)),
    Person("fang.yuan", "方圆", "Fang Yuan", "TRN", "Head of Training", (Role.TRAINER,), heads="TRN"),
    Person("ren.jia", "任佳", "Ren Jia", "TRN", "Trainer", (Role.TRAINER,), deputises="TRN"),
    Person("olivia.brown", "奥利维亚", "Olivia Brown", "TRN", "Trainer, Sydney", (Role.TRAINER,)),
    Person("yuan.ye", "袁野", "Yuan Ye", "TRN", "Trainer", (Role.TRAINER, Role.COACH)),
    Person("liu.bei", "柳蓓", "Liu Bei", "GMO", "Head of the Programme Office", (Role.PROGRAMME_OFFICE,)),
    Person("tang.yi", "唐毅", "Tang Yi", "GMO", "Programme manager", (Role.PROGRAMME_OFFICE,)),
]
