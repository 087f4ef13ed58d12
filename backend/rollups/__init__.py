"""Adding up: one indicator over members, over quarters, over areas, and how much of what was asked is in it.

    accepted values ── Ledger ── each member's figure ── over members ── over quarters ── divide ── RollUp
                                 (all of the formula      (sum, count)    (sum, last,               (number, unit,
                                  or none of it)                           average)                  coverage, parts)

`ledger` knows what was asked and given; `rules` adds up; `areas` allocates; `coverage` says `7 of 10 members reported`.
`queries.books` fills a ledger from the database; `queries.totals` comes to the same figures, many at once, by `tallies`.
Values of another moment than now are read by another condition (`vintages`).
A roll-up is computed when read and never stored, and nobody sees one but through `disclosure`. Two collaboratives' figures
are never added: their members and areas overlap.
"""
