"""Forty ideas, in the language in which their authors would write: (title, text, department concerned)."""

IDEAS = [
    (
        "报关资料缺件时一次说清",
        "客户最烦的是今天补一份、明天再补一份。清关部把缺件清单一次列全，附样例，前台照着说就行。",
        "CUS",
    ),
    (
        "夜班也能找到清关值班人",
        "热线晚上接到加急件，只能留言等天亮。请公布清关部夜班值班电话，或开一个值班队列。",
        "CUS",
    ),
    (
        "Tell the sender before customs holds the parcel",
        "We learn about a hold when the receiver calls. A message to the sender at the moment of the hold would save two calls each time.",
        "CUS",
    ),
    (
        "高值件到站自动提醒客户经理",
        "大客户的高值件到分拣中心时，系统给客户经理发一条消息，客户问起来心里有数。",
        "SORT",
    ),
    (
        "分拣中心看得见承诺时间",
        "面单上只有产品代码，看不出客户被答应了几点。把承诺时间打印在面单上，快到点的先分。",
        "SORT",
    ),
    (
        "Photo of every damaged parcel at the belt",
        "Claims asks for photos that nobody took. A phone at the belt and one tap would settle most claims in a day.",
        "SORT",
    ),
    (
        "理赔五百元以内当天赔付",
        "小额理赔走和大额一样的流程，客户等十天，我们花的人工比赔款还多。五百元以内授权一线当天赔。",
        "CLM",
    ),
    ("理赔进度自己查", "一半的来电只问「到哪一步了」。把理赔进度放到公众号，客户自己看。", "CLM"),
    (
        "One form for a claim, in English too",
        "Our island customers fill in a Chinese form by guessing. A form in both languages takes an afternoon to make.",
        "CLM",
    ),
    ("账单上写人话", "「杂项附加费」客户看不懂，每月几百个电话。费用名称改成客户的话，后面带一行说明。", "BIL"),
    ("集团客户一张账单", "同一家企业十几个分公司各收各的账单，财务很痛苦。按客户合并，一次付清。", "BIL"),
    (
        "Send the invoice on the day of delivery",
        "Key accounts close their books on the 25th; ours arrive on the 3rd. An invoice on delivery would end a monthly quarrel.",
        "BIL",
    ),
    (
        "境外差旅临时额度十分钟答复",
        "客户明早起飞，临时额度要等审批到第二天。出示机票就在十分钟内答复，能或不能都说清。",
        "RISK",
    ),
    ("误拦交易后主动致歉并说明", "卡在境外被拦，客户当场很尴尬。我们先打过去说明原因，告诉他现在可以用了。", "RISK"),
    (
        "Tell travellers how to avoid a blocked card",
        "A short page in the app before a trip: what we look at, what to do. Fewer blocks, fewer angry calls.",
        "RISK",
    ),
    ("前台系统一次登录", "接一通电话要开五个系统，输五次密码。单点登录每天给每个人省二十分钟。", "IT"),
    ("客户来电时自动弹出在途件", "客户说「我的件」，我们要问单号。按来电号码弹出在途件，第一句话就能说到点上。", "IT"),
    (
        "Knowledge articles with a date and an owner",
        "Nobody knows which article is still true. An owner and a valid-until date on each would restore trust.",
        "IT",
    ),
    ("慢的页面公开排名", "每周公布最慢的五个内部页面和修复日期，IT 和业务一起盯。", "IT"),
    ("后台同事每季度听一天电话", "不听客户怎么说，就不知道流程哪里卡。后台每人每季度来热线坐一天。", "CS"),
    (
        "取消「您的来电对我们很重要」",
        "等十五分钟听这句话，谁都生气。改成告诉他前面几位、大约几分钟，并可以预约回电。",
        "CS",
    ),
    ("回电承诺写进工单", "答应几点回电，到点系统提醒我，不靠便签纸。", "CS"),
    (
        "Let an adviser ask an expert in the chat",
        "Instead of transferring the customer, pull a colleague from Customs into the conversation for two minutes.",
        "CS",
    ),
    ("一个人可以同时接三个在线会话", "电话一次一个，在线会话其实能同时三个，高峰期排队会少一半。", "CS"),
    ("不再用满意度打分考核", "满意度永远是 99.8%，谁也不信。改成问客户：这件事办得省不省力？", "CX"),
    ("每月只问两个问题", "上个月怎么样？下个月希望怎样？一百五十道题的问卷没人认真填。", "CX"),
    ("把论坛里的好话也报上去", "战报里全是投诉，一线看了难受。把点名表扬的也放进去，并告诉本人。", "CX"),
    (
        "Name the colleague in the thank-you",
        "Guests' reviews name our people. Send each of these lines to the person and to the head.",
        "CX",
    ),
    ("大客户一个入口", "客户有十几个分支，找我们像找十几家公司。指定一个人看全。", "SAL"),
    ("加急授权给客户经理", "客户临时要改时效，我们没有权限只能求人。给客户经理每月几次绿色通道的额度。", "SAL"),
    (
        "Visit the sorting centre with customers",
        "Customers who have seen the belt understand cut-off times, and complain less about them.",
        "SAL",
    ),
    ("新人先坐班再上课", "两周课堂之后上线一周，带着真实问题再回来上课，比连上三周课管用。", "TRN"),
    ("录音复盘挑好的讲", "复盘总讲失败的。每周挑一段处理得好的，大家听听好在哪里。", "TRN"),
    ("服务课全员上，后台先上", "服务不只是前台的事。先给清关、结算、IT 上「我服务谁」。", "TRN"),
    (
        "A day of service for employees' children",
        "The islands did it: sports, nature, talks. Families understand the work better and people stay longer.",
        "GMO",
    ),
    ("总经理每月接一小时热线", "不是作秀，是听。听到的问题当周派给部门。", "GMO"),
    ("小改进当月就做", "不到一万元、一个部门能定的事，部门负责人当月拍板，不用上会。", "GMO"),
    (
        "Show every idea's answer in public",
        "When I see why an idea was declined, I learn what a better one looks like.",
        "GMO",
    ),
    ("机上儿童餐提前一天可改", "带孩子的旅客常临时变化。允许前一天改儿童餐，成本几乎没有。", "OPS"),
    ("行李额变更同步到登机口", "团体客户在线改了行李额，登机口还是旧的，每次都吵。系统同步一下。", "OPS"),
]

# index of the idea -> what was decided, and the reason (in the language of the idea)
DECISIONS = {
    0: ("accept", "马上能做，清关部本月给出十类货物的缺件清单，热线先用。"),
    2: ("accept", "Right, and cheap. Operations will add the message with the next release of tracking."),
    6: ("accept", "同意五百元以内授权一线，先从快件破损开始，每月看一次总额。"),
    7: ("accept", "查询页与小程序一起上，今年完成。"),
    9: ("accept", "结算部已经列出最常被问的二十个名目，由客户服务中心改写。"),
    12: ("accept", "十分钟答复可以承诺，夜间由值班分析师负责。"),
    15: ("accept", "单点登录列入今年的第一优先。"),
    18: ("decline", "慢的页面我们已经在每周例会上公布；再做一个榜单不会更快。欢迎指出没有列入的页面。"),
    19: ("accept", "同意，从清关和结算两个部门的负责人开始。"),
    20: ("accept", "播报排队人数和预约回电，下月上线。"),
    23: ("decline", "三个会话的试用里，回复时间从 40 秒升到 3 分钟。先定在两个，年底再看。"),
    24: ("accept", "满意度退出考核，改问省力度。"),
    25: ("accept", "两个开放问题，从本月开始。"),
    31: ("accept", "两周课堂、一周上线、再一周课堂，已写入新版培训方案。"),
    33: ("accept", "后台先上，IT 和清关排在第一期。"),
    34: ("decline", "We'd like to, but not before the peak season. The idea stays on the list for May."),
    36: ("accept", "已写入授权表：一万元以内部门自定。"),
}

# The only open idea that is late already, and by how many days ago it was submitted; the others are of these days.
LATE = (22, 27)

# index of the idea -> one that was submitted as well, and merged into it: (title, text)
MERGED = {
    6: ("小额理赔别让客户等十天", "几百块的破损，客户等十天，我们来回三次电话。当天赔了大家都省心。"),
    5: ("破损件当场拍照", "传送带旁放一部手机，看见破损就拍，理赔不用再找照片。"),
}
MERGE_REASON = "说的是同一件事，两位一起往下走。"

# index of the idea -> how many colleagues joined it in place of an idea of their own
JOINED = {0: 4, 5: 2, 6: 6, 12: 3, 19: 5, 21: 2}

# Working days within which a department answers; the others have the company's ten.
ANSWER_DAYS = {"GMO": 15, "OPS": 7, "IT": 5}

# By department concerned: words that the programme office puts on ideas.
TAGS = {
    "CUS": ["通关", "一次说清"],
    "SORT": ["分拣"],
    "CLM": ["理赔", "少填表"],
    "BIL": ["账单", "少填表"],
    "CS": ["回电", "夜班"],
    "IT": ["系统"],
    "TRN": ["培训"],
}

COMMENTS = [
    "我们组每天至少遇到三次。",
    "Same here, and it always ends with an apology from us.",
    "清关那边其实有这份清单，只是没人告诉我们。",
    "我可以帮忙整理样例。",
    "Would this also work for the night shift?",
    "支持，客户最在意的就是一次说清。",
    "上个月有位客户为这事打了四次电话。",
    "The back office would profit as much as we do.",
]

# Known to nobody: (title, text, department concerned). The last one waits for its batch.
NAMELESS = [
    ("夜班交接没人签字", "夜里出了问题，第二天谁也说不清。交接单上加一行签字就够了，但没人愿意先提。", "SORT"),
    (
        "Managers listen in without saying so",
        "Recordings are heard by people who never tell us. Say who listens, and let us hear it too.",
        "TRN",
    ),
    ("指标压得大家不敢多说一句", "为了通话时长，我们常常没讲清楚就挂了。客户再打来，算不算我们的错？", "CS"),
    ("排班表改了不通知", "临时换班只贴在墙上。请发到手机上。", "CS"),
]
