"""Files: what members and the backbone send in.

    workbook ─┐
    their own file, by a saved mapping ─┤
    tidy CSV ─┼─► read in a process of its own ──► preview ──► saved as a Draft ──► checks, submit, … (`submissions`)
    ZIP sheet ─┘            refused, in words

Nothing of a file is kept before it was looked through for rows about persons. A preview says of every cell, by its address,
whether it is new, changed, unchanged or wrong; saving is one deed, and the same file again changes nothing.
Each way is a folder of its own; `uploads` takes them all alike.
"""
