"""What is counted: elements, the indicators that follow from them, their dated definitions, and who asks for them.

    element ──┐
    element ──┼── formula ── indicator ── framework        a round asks for a framework's elements
    element ──┘   (a tree)   (unit, direction, two roll-up rules)

`formulas` is the little language, `trees` what it is parsed to, `formula_words` how people read it, `formula_units` what
unit it comes to; `breaks` where a series may not be joined; `rules` says over members and over quarters how an indicator is
added up, and which indicator is sound.
"""
