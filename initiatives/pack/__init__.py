"""The board pack: the portfolio as a document (docs/mechanisms/programmes.md)."""
