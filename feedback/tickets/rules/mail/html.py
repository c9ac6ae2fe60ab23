"""The words of an HTML mail; what it quotes gets the mark `> ` in front, as in a plain one."""

from html.parser import HTMLParser

_SILENT = {"script", "style", "head", "title", "template"}
_BREAKS = {"br", "p", "div", "tr", "li", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "h4", "hr", "pre"}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.silent, self.quoted = 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        if tag in _BREAKS:
            self._new_line()
        if tag == "blockquote":
            self.quoted += 1
            self._new_line()

    def handle_endtag(self, tag: str) -> None:
        # A body ends a head that was never closed.
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        if tag == "blockquote":
            self._new_line()
            self.quoted = max(0, self.quoted - 1)
        if tag in _BREAKS:
            self._new_line()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            words = " ".join(data.split())
            if not words:
                return
            if not self.lines[-1]:
                self.lines[-1] = "> " if self.quoted else ""
            glue = " " if self.lines[-1].strip("> ") and data[:1].isspace() else ""
            self.lines[-1] += glue + words + (" " if data[-1:].isspace() else "")

    def _new_line(self) -> None:
        if self.lines[-1]:
            self.lines[-1] = self.lines[-1].rstrip()
            self.lines.append("")


def words_of(html: str) -> str:
    """Plain text of a page, without scripts and styles. Never raises: what can't be parsed is left as it is."""
    parser = _Words()
    # A head that is never closed would swallow the mail.
    at = html.lower().find("<body")
    try:
        parser.feed(html[at:] if at >= 0 else html)
        parser.close()
    except Exception:  # noqa: BLE001  (the parser asserts on some declarations)
        return html
    return "\n".join(line.replace("  ", " ") for line in parser.lines).strip()
