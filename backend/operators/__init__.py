"""Who looks after the installation: a person above collaboratives, named at the command line, who sees that they are there
and well, and nothing inside.

`/operator` shows counts, days and the domains that refuse letters. They come from one function of the database that goes
into each collaborative and brings out no more than that (migration 0008), so this room needs no scope of its own.
"""
