"""Sheets: what other people's spreadsheet programs and our own hand each other, read safely and written safely.

`apart` reads a file in a process of its own, with limits on memory and time, into a `book.Book`; `delimited` and `xlsx` are
the readers that run there. `writing` and `fields` write: what a person typed goes out as text, never as a formula.
"""
