"""Who is on duty where, and who is told before it is late."""

DAYS = 7
# From, until, note.
SHIFTS = [(8, 13, ""), (13, 20, "晚班：请拨前台热线转接")]
# Department: logins, in turn.
ROSTERS = {
    "CS": ["wang.xiaolin", "zhao.min", "marie.dupont"],
    "CUS": ["hua.qiang", "jin.xin", "tao.ran"],
    "RISK": ["fan.bing", "peng.lang", "lu.yao"],
}
# Department, clock, percent of its time, working minutes after it was due, whom it tells.
LEVELS = [
    ("CS", "response", 80, 0, ["owner"]),
    ("CLM", "resolution", 50, 0, ["owner"]),
    ("CLM", "resolution", 80, 0, ["owner", "first_owner"]),
    ("CLM", "resolution", 100, 0, ["owner", "head"]),
    ("CLM", "resolution", 100, 240, ["head", "head_above"]),
    ("OPS", "step", 80, 0, ["owner", "first_owner"]),
    ("OPS", "step", 100, 120, ["head", "head_above", "executive"]),
]
