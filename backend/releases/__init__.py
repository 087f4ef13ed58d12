"""Freezing: a *release* is the act and record of publishing Editions, one per audience. It never changes.

    gathered ──approve──► approved ──publish──► published

Each Edition is kept as JSON text with its SHA-256, and so are the files printed from it. The public page is drawn from the
frozen copy alone; a correction is a new release.

What a member's correction changes, published reports among it, is listed by `impact`; what was published first, and what was
known on a day, is read by `known`.
"""
