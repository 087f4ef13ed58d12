"""What is typed at the command line, and how an installation is kept alive.

    bootstrap ──► serve + scheduler ──► backup, each night ──► restore, rehearsed now and then
                        ▲                                             │
                        └──────────────── doctor ◄────────────────────┘

A backup is one file: every table as PostgreSQL's own text, out of one snapshot, with counts, checksums and what the walls
were. It is restored by this program and its migrations, whatever the machine and the PostgreSQL below.
"""
