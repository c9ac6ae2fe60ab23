"""Who is on duty where."""

DAYS = 7
# From, until, note.
SHIFTS = [(8, 13, ""), (13, 20, "晚班：请拨前台热线转接")]
# Department: logins, in turn.
ROSTERS = {
    "CS": ["wang.xiaolin", "zhao.min", "marie.dupont"],
    "CUS": ["hua.qiang", "jin.xin", "tao.ran"],
    "RISK": ["fan.bing", "peng.lang", "lu.yao"],
}
