"""A live collaborative as a blueprint: everything one like it is made from, and nothing of what was answered.

Not in it: people and their roles, agreements, collections, figures, evidence, crosswalks, and what is retired. Applied
elsewhere and exported again, it is the same text.
"""
