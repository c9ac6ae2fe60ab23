"""What colleagues say to each other around tickets."""

MENTIONS = [
    "%(person)s 客户已是本月第三次来电，请看看能否优先。",
    "%(person)s please have a look: the amount is above my limit.",
    "%(person)s 需要您确认赔付金额。",
    "%(person)s 这家客户下周续约，处理完请告诉销售。",
]
