"""Held against a goal: where a number was to be by which day, and where it is.

    Goal ──► Version (aim, baseline, milestones, target, reason) ──► path ──► standing: met, on track, at risk, off track,
                                                                             not yet known

A population goal is about everyone in a place and is measured by a series of a public source; a performance goal is about
what the collaborative does and is measured by an indicator its members report, or by a series. A version is never changed:
what is different is a new version with its reason. A standing follows from the path and the newest figure; a person may
say otherwise, with a reason, about that figure alone.
"""
