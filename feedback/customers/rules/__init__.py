"""Rules of contacts: plain values in, plain values out (docs/mechanisms/customers.md states the formulas)."""
