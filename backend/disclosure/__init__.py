"""Disclosure: what each audience may be shown. Every path by which a collective figure leaves goes through `rules.show`.

    a table's true cells ──► audience ──► contributors ──► small cells ──► dominance ──► wages ──► releases ──► complements
                                                                                                                  │
                                                      each cell shown, or hidden with a code and one plain sentence ◄─┘

A figure is hidden because it would tell about a member or a few people (`rules`), because it would let someone work out one
that is hidden (`complements`), or because, held against what was shown before, it would tell what one or two members did
(`differences`). One comes in with a `Table` and an audience; nothing that comes out says what was hidden.
"""
