"""Submissions: one member's answer to one round, from the first entry to the number that counts.

                  save            submit           approve          accept            lock
    not started ───► in progress ───► submitted ───► approved ───► accepted ───► locked
                      ▲  ▲  ▲             │              │             │            │
                 save │  │  └─ take back ─┼──── return ──┤             └── restate ─┤
                      │  │                               ▼                          │
                      └──┼─────────────────────────── returned ──► submitted        │
                         └────────────────────── the next version ◄─────────────────┘

Each deed is a row with who, when and why: a contributor submits, another person of the member approves, the backbone
accepts, and from there the number counts. Until it is approved, a contributor may take it back.

What a member gave the backbone by other means, a coordinator enters and submits for it; each answer says by whom. The
member's approver is asked to confirm it (which is to approve), and may also put it right or send it back. Where nobody
approves for the member on this site, its dated letter stands in (`confirmations`), and the figures say so.

The close of the round or a release locks. A correction (`correcting`) is a new version of the submission, which begins with
what stands; the old version counts until the new one is accepted. Until then it can also be thrown away (`discarded`):
nothing leads on from there, and the old version can be corrected anew. History that was signed for elsewhere comes in by a
backfill, which the backbone does with a reason.

One comes in by the form: a `Draft` is read whole or refused with every fault, and saved cell by cell against the revisions
it was seen at. What is saved meets `checks.check` before it is submitted. `rules` says what may be done and by whom,
`checks` what a value must pass; both are pure. `papers` reads once all a page or a deed needs of one submission.
"""
