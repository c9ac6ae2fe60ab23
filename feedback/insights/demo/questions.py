"""What colleagues ask each other, what became knowledge, and what the front office may do by one button."""

# about tickets of this service: who asks, who is asked, the question, the answer ("" none yet), did it help
QUESTIONS = [
    ("customs", "jin.xin", "hua.qiang", "医疗样机的用途说明要不要盖客户公章？", "要。没有公章海关会退回；扫描件先传，原件三天内补。", True),
    ("invoice", "su.mei", "pan.jun", "「杂项附加费」里有没有燃油附加？", "没有，燃油单列。杂项是偏远地区派送和二次派送。", True),
    ("trace", "zou.kai", "xie.dong", "It left belt 4 in Guangzhou without a scan. Where do such parcels turn up?", "In the cage behind belt 2. The night shift empties it at four.", True),
    ("blocked", "peng.lang", "lu.yao", "新加坡三笔同额连刷，放行前要不要人工回拨？", "", None),
    ("documents", "tao.ran", "hua.qiang", "原产地证明只有扫描件，先报关后补原件行不行？", "", None),
    ("claim", "dou.wei", "shui.miao", "客户只有开箱视频没有外箱照片，能不能先赔？", "五百元以内可以，超过要外箱照片。", None),
]  # fmt: skip

# service, language, title, text, who writes it, valid for so many days (0: still a draft)
ARTICLES = [
    ("refund", "zh", "取消航班的行李费几天退到账", "退回原卡三到五个工作日；原卡已注销的，请客户在小程序里登记新卡，第二天开始计算。", "su.mei", 150),
    ("redirect", "zh", "派送当天改派到外地", "上午十点前可以拦下，之后要等退回分拣中心，第二天再发。先看轨迹再答应客户时间。", "zou.kai", 90),
    ("access", "en", "Password reset link expires before the mail arrives", "Hotel networks hold mail back. Send the link by text message instead: user administration, Reset, Text message.", "ma.teng", 12),
    ("limit", "zh", "境外差旅临时额度要什么材料", "机票行程单即可，不需要酒店订单。三十天以内十分钟答复，夜间由值班分析师处理。", "fan.bing", 0),
]  # fmt: skip

# service, English, Chinese, what is noted, the most it may cost and its currency
BUTTONS = [
    ("redirect", "Redirect once, free of charge", "免费改派一次", "已为客户免费改派一次，新的派送时间将以短信告知。", None, ""),
    ("refund", "Refund up to 200 on the spot", "当场退款 200 元以内", "已当场退款，款项两小时内到账。", 200, "CNY"),
    ("access", "Send the link by text message", "改用短信发送链接", "已改用短信发送登录链接，十分钟内有效。", None, ""),
]  # fmt: skip
