"""What it says on paper: one Edition per audience, gathered from disclosed figures and nothing else, then printed.

    disclosure.queries.collective ──► editions.edition ──► Edition (JSON text) ──► printing: HTML, JSON, PDF

What changed since the report before is in `corrections`, sentences about the whole in `notes`. An Edition holds no hidden
number, so every printer may print all of it.
"""
