"""What it says on paper: one Edition per audience, gathered from disclosed figures and nothing else, then printed.

    disclosure.queries.collective ──► editions.edition ──► Edition (JSON text) ──► printing: HTML, JSON, PDF

An Edition holds no hidden number, so every printer may print all of it.
"""
