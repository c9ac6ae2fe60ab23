"""A service whose customs and sorting parts run at the same time, and what is on its way there."""

# English, Chinese, department, minutes of response and resolution
SERVICE = ("Express shipment abroad", "出口急件", "OPS", 30, 480)

# department, its working minutes, English, Chinese, at the same time as the one before
WAY = [
    ("OPS", 45, "Check papers and weight", "核对单证和重量", False),
    ("CUS", 120, "Declare for export", "出口报关", False),
    ("SORT", 90, "Sort out and load", "拣货装载", True),
    ("OPS", 30, "Confirm the flight", "确认航班", False),
]  # fmt: skip

# title, text, minutes ago, which parts are done
TICKETS = [
    ("医疗器械急件今晚飞新加坡", "样机两箱，客户明早九点开会要用，报关和装载请同时做。", 200, ("SORT",)),
    ("Spare parts for the hangar in Sydney", "One crate, 40 kg. The engine waits on the ground.", 100, ()),
    ("奶粉样品寄检验机构，航班周末", "六盒样品，检验报告排在下周一。", 260, ("CUS", "SORT")),
]  # fmt: skip
# who takes what
AGENTS = {"OPS": "cao.bin", "CUS": "jin.xin", "SORT": "yu.fei"}
REQUESTER = "zhao.min"
DONE = {"CUS": "已放行，报关单号已附。", "SORT": "已装入今晚的集装器。"}
