"""Figures of others: series of public sources and of reports that were published before, which no member is asked for.

    Series ──► Vintage (the figures as one source published them) ──► Point (a span of days, a number, its interval)

A vintage is brought once and never changed; the newest one counts, the earlier ones stay readable. No member is in a
series, and none of its figures is ever added to what members reported.
"""
