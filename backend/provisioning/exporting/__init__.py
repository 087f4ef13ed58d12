"""A live collaborative as a blueprint: everything one like it is made from, and nothing of what was answered.

Not in it: people and their roles, what members agreed to or keep back, what is switched off or said otherwise for now,
collections, figures, reports, files and how they are read, crosswalks, maps, and what is retired. Applied elsewhere and
exported again, it is the same text. Kept complete by tests/provisioning/test_equal_ones.py, which names every table.
"""
