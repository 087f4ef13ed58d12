"""What is asked of whom, when: one *round* is one collection of a framework for a period.

    draft ──opens_on──► open ──due_on──► due ──closes_on──► closed

The state is read from the dates and from two deeds (opened, closed), never stored. Who still owes what is asked above, in
`submissions`.
"""
