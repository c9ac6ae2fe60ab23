"""Words of which titles of ideas are put together, in Chinese and English."""

THINGS = """
    行李转盘 自助终端 登机口 夜班餐 停车位 回单 理赔材料 快递单 常旅客积分 休息室 轮椅服务
    客服热线 语音菜单 微信群 工单 审批流程 报销单据 培训课程 会议室 班车 电子发票 清关单据
    仓库通道 叉车 包装箱 客房清洁 退房手续 早餐 电视节目 洗衣服务 信用卡账单 还款提醒 价格表
    合同模板 官网首页 手机应用 排班表 工牌 更衣室 茶水间 电梯 照明 空调 饮水机 意见箱 表扬信
""".split()  # noqa: SIM905  (a list of words reads better as words)
DOINGS = """
    增加 减少 公开 统一 简化 提前通知 自动提醒 改用电子版 双语显示 当天处理 由客户自选
    免费提供 定期检查 重新设计 合并 延长 缩短 外包 试行 取消 共享 拍照登记 扫码查询 实时显示
    统一培训 专人负责 轮流值班 集中采购 按月公布 现场补偿
""".split()  # noqa: SIM905  (a list of words reads better as words)
PLACES = """
    首都机场 浦东机场 白云机场 分拣中心 呼叫中心 酒店前台 信用卡中心 货运站 维修车间 总部大楼
    华东分公司 华南分公司 成都 昆明 西安 杭州 厦门 武汉 贵宾厅 值机柜台 到达大厅 行李房
    员工食堂 停车场
""".split()  # noqa: SIM905  (a list of words reads better as words)
AIMS = """
    让客户少等 减少投诉 节省时间 方便新员工 避免重复录入 照顾老年旅客 照顾带孩子的家庭
    提高一次解决率 降低成本 保护隐私 减轻夜班压力 让一线有权处理 让答复一致 减少纸张 更安全
""".split()  # noqa: SIM905  (a list of words reads better as words)
THINGS_EN = (
    "luggage belt", "kiosk", "gate", "night meal", "parking space", "receipt", "claim form", "label",
    "loyalty point", "lounge", "wheelchair", "hotline", "voice menu", "ticket", "approval", "expense claim",
    "course", "meeting room", "shuttle bus", "invoice", "customs paper", "warehouse path", "forklift", "box",
    "room key", "laundry",
)  # fmt: skip
DOINGS_EN = (
    "add", "reduce", "publish", "unify", "simplify", "announce", "remind about", "digitise", "translate",
    "share", "inspect", "redesign", "merge", "extend",
)  # fmt: skip
PLACES_EN = (
    "airport", "hub", "call centre", "hotel", "card centre", "cargo terminal", "workshop", "head office",
    "east branch", "south branch", "lobby",
)  # fmt: skip
AIMS_EN = (
    "customers wait less", "fewer complaints", "new colleagues learn faster", "older guests", "families",
    "less paper", "safety",
)  # fmt: skip
