"""What is asked of whom, when: one *round* is one collection of a framework for a period.

    draft ──opened──► open ──due_on──► grace ──closes_on, or closed──► closed

The state is read from the dates and from two deeds (opened, closed), never stored. Who still owes what is asked above, in
`submissions`.

What is counted may be worded anew from a day on (`wording`), after all that was collected by the wording before.
"""
