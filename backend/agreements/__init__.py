"""What each member agreed its figures may be used for, and what the rest of the house must therefore leave alone.

    model agreement ── accepted on the site ──┐
    paper ──────────── recorded ──────────────┴─ in force ── ended, or past its last day
                                                     │
    waived: one question may be shown although ...   ├─ what it does not cover
    withheld: one question or split, at once         ├──── bars ── what adding up never reads
    switched off: one split, of everybody            ┘

A value of a member without an agreement in force stays with the member: it is in no total. `queries.bars` says
so to whoever reads values of several members; nobody else decides it (docs/decisions/0015).
"""
