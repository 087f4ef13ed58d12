"""Provisioning: from a blueprint to a collaborative that can work.

    tenants.load("nhs") ──► schemas.read ──► a sound Blueprint, or every fault it has, with its key path
                                                │
                          state.described ──────┤
    what the database holds, as a State ──► rules.plan ──► added · changed · retired · unchanged, or refused

Plan shows, apply does it in one transaction. Applied twice, the second plan is empty. Retiring never deletes: a figure of
ten years ago still finds its words. The only room that reads `tenants`.
"""
