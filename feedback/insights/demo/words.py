"""What customers said about new services: (service, kind, words that everybody may read)."""

WORDS = [
    ("亲子候机室", "compliment", "孩子睡了整整一个半小时，我第一次在转机时喝完了一杯热茶。谢谢想到这个的人！"),
    ("亲子候机室", "compliment", "玩具都是干净的，阿姨还帮我们热了奶。"),
    ("亲子候机室", "compliment", ""),
    ("亲子候机室", "complaint", "周末要排队，里面只有四张小床。"),
    ("亲子候机室", "question", "夜里几点关门？"),
    ("亲子候机室", "request", "希望广州也有一间。"),
    ("儿童餐与儿童影片", "compliment", "孩子的餐先到，一路都很安静，邻座也轻松。"),
    ("儿童餐与儿童影片", "compliment", "影片选得好，孩子下机还在唱。"),
    ("儿童餐与儿童影片", "complaint", "预订了却没有送到。"),
    ("儿童餐与儿童影片", "question", ""),
    ("大客户统一结算日", "compliment", "十几个分支，第一次一天对完账。"),
    ("大客户统一结算日", "compliment", "账单上的每一项都看得懂，不用再打电话问。"),
    ("大客户统一结算日", "question", "新开的分支什么时候并进来？"),
    ("A tasting card for wine on board", "compliment", "I kept the card. Please thank whoever wrote it."),
    ("A tasting card for wine on board", "compliment", ""),
]
