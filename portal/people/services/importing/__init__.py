"""The organisation from a workbook or CSV files: read, compare, write, all or nothing (docs/mechanisms/import.md)."""
