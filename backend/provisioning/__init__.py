"""Provisioning: from a blueprint to a collaborative that can work.

    tenants.load("nhs") ──► schemas.read ──► a sound Blueprint, or every fault it has, with its key path
                                                │
                          state.described ──────┤
    what the database holds, as a State ──► rules.plan ──► added · changed · retired · unchanged, or refused

Plan shows, apply does it in one transaction. Applied twice, the second plan is empty. Retiring never deletes: a figure of
ten years ago still finds its words. The only room that reads `tenants`.

An operator's letter leads to `/beginnings/TOKEN`, where one person chooses a starting set (`offers`: what it brings, in
words), names it and lets it be made by the same plan; at the command line `operator` does.
"""
