"""Disclosure: what each audience may be shown. Every path by which a collective figure leaves goes through `rules.show`.

    true cells ─► each by itself ─► against earlier ─► against each other ─► for this audience ─► shown, or hidden with
                  (sensitivity)     (differences)      (complements)         (rules)              one plain sentence

A figure is hidden because it tells about a member or a few people; because, held against an earlier release, it tells
what one or two members did, or most of what one of several did (`remainders`); or because it would let someone work out
one that is hidden (`subtraction` is that someone), or what one member put in, from all that is shown now and was shown
before (`singling_out`).
Whether it may leave at all is the collaborative's `policy`; the shapes are in `figures`.

    rollups ─► collective (with splits, spans) ─► Table ─► rules.show ─► outcome ─► figures of a report
                                                    └────► kept: what the next release is held against

All of it is pure but `queries`, the one door: it adds up under scope "all" and hands out what the rules show. The backbone
alone also reads figures as they stand (`queries.live`), as they stood, or as a correction would make them (`past`), without
wages and counts from patients' records. A second trend, over the same members, stands beside the first where it tells
nothing of the others (`same_members`), and members read what those of their size came to where that does (`size_bands`).

One comes in with a `Table` of everything that is shown together, and an audience. Nothing that comes out holds what was
hidden, nor says which of two hidden cells is the small one.
"""
