"""History: years that were signed for elsewhere, let in from a source's files by the operator, with a reason.

`anchorline import` reads a file by a saved mapping of its columns, says everything it found, plans in every collaborative
the file is about, and writes only when told to: members enrolled, rounds filed as closed, values accepted. Nothing a member
has begun is ever written over.
"""
