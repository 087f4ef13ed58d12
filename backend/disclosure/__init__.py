"""Disclosure: what each audience may be shown. Every path by which a collective figure leaves goes through `rules.show`.

    true cells ─► each by itself ─► against earlier ─► against each other ─► for this audience ─► shown, or hidden with
                  (sensitivity)     (differences)      (complements)         (rules)              one plain sentence

A figure is hidden because it tells about a member or a few people; because, held against an earlier release, it tells
what one or two members did; or because it would let someone work out one that is hidden (`subtraction` is that someone).
Whether it may leave at all is the collaborative's `policy`; the shapes are in `figures`. All of it is pure.

One comes in with a `Table` of everything that is shown together, and an audience. Nothing that comes out holds what was
hidden, nor says which of two hidden cells is the small one.
"""
