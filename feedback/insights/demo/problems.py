"""What two heads agreed to do differently, and what was proposed."""

TITLE = "客户被要求第二次提供同样的资料"
CHANGE = "热线接单时按清单一次问清所缺资料，服务部门收到后当天核对；缺什么，由服务部门直接告诉客户，不再退回热线转告。"
INITIATIVE = "同样的资料只问客户一次"
METRIC, UNIT = "每周失误", "次"
PROPOSED = "这个环节让客户失望的次数比平时多"
