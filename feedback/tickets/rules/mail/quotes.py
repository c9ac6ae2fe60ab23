"""What somebody wrote themselves in a reply: without what they quote and without their signature."""

import re

_MARKS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:>\s*)?On .{4,200}wrote:\s*$",  # Apple Mail, Gmail, Thunderbird
        r"^(?:>\s*)?在.{2,200}写道[：:]\s*$",
        r"^.{2,200}(?:于|在).{0,80}\d{2,4}.{0,80}写道[：:]\s*$",
        r"^.{0,100}のメール[：:]\s*$",
        r"^.{4,200}(?:のメッセージ|書きました|は書きました)[：:]?\s*$",
        r"^-{2,}\s*(?:Original|Original (?:Message|Appointment)|Forwarded message)\s*-{2,}\s*$",
        r"^-{2,}\s*(?:原始邮件|转发的邮件|回复的邮件|原邮件)\s*-{2,}\s*$",
        r"^_{20,}\s*$",  # Outlook's line above the block
    )
]
# Outlook and Chinese mail programs: a block of at least two such lines, one of them the sender's.
_FIRST = re.compile(r"^\*?(?:From|发件人|寄件者|差出人)\*?\s*[：:]", re.IGNORECASE)
_BLOCK = re.compile(
    r"^\*?(?:Sent|Date|To|Cc|Subject|发送时间|日期|收件人|抄送|主题|寄件日期|送信日時|宛先|件名)\*?\s*[：:]",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^--\s?$")
_DEVICE = re.compile(r"^(?:Sent from my .{2,40}|发自我的.{2,30}|从我的.{2,30}发送)$", re.IGNORECASE)


def own_words(text: str) -> str:
    """The part before the first quote and the signature, without lines quoted in between.

    Nothing left means that somebody wrote inside or below the quote: then it is the whole text.
    """
    lines = text.split("\n")
    end = next((at for at in range(len(lines)) if _ends(lines, at)), len(lines))
    kept = [line for line in lines[:end] if not line.startswith(">")]
    while kept and (not kept[-1].strip() or _DEVICE.match(kept[-1].strip())):
        kept.pop()
    return "\n".join(kept).strip() or text.strip()


def _ends(lines: list[str], at: int) -> bool:
    line = lines[at].strip()
    if _SIGNATURE.match(lines[at]) or any(mark.match(line) for mark in _MARKS):
        return True
    if _FIRST.match(line):
        return any(_BLOCK.match(each.strip()) for each in lines[at + 1 : at + 5])
    # "On Monday, somebody with a long name\n<address> wrote:" is folded by some programs.
    following = lines[at + 1].strip() if at + 1 < len(lines) else ""
    return bool(re.match(r"^On \S", line)) and following.endswith("wrote:") and len(line) < 120
