"""The airline's turnaround in two years: what it is for, and by which numbers the company knows that it got there."""

NAME = "云海航空全面振兴：重回盈利，重回四星"
AIM = (
    "两年之内，从亏损三千万美元、评级三星、士气低落，走到重新盈利、重回四星。全公司一起，后台先行："
    "每个人都想清楚——我要服务谁，对方需要和重视什么？\n\n"
    "Within two years from thirty million dollars of loss and three stars back to profit and four stars. "
    "The whole company, no pilot; we count new services in use, and listen to what customers write of their own accord."
)

# external id, metric, unit, direction, baseline, target
TARGETS = [
    ("air-profit", "年度利润（滚动四季） / Profit, last four quarters", "百万美元", "higher", "-30", "5"),
    ("air-stars", "航司评级 / Airline rating", "星", "higher", "3", "4"),
    ("air-compliments", "表扬与投诉之比 / Compliments per complaint", "", "higher", "0.5", "6"),
    ("air-turnover", "员工年流失率 / Staff turnover a year", "%", "lower", "11.5", "5"),
]

# Names of the curricula by which the company learns for it, and services that its initiatives brought.
CURRICULA = ("Customer adviser: class, on-call, class", "Two days: whom do I serve?")
SERVICES = {"清关缺件一次说清": "报关缺件一次说清", "账单说人话": "大客户统一结算日"}
