"""What the platform says on paper: give it an Edition, get bytes; the same Edition gives the same bytes.

    Edition ──► outline ──┬──► html   the public page's inside, and a page that stands alone
      │         charts  ──┤
      │         numbers ──┴──► pdf    tagged, PDF/UA-1
      └── to_json ──► the text a release keeps, with its SHA-256

No database, no web, no clock: whatever a report needs is in its Edition, and nothing hidden is.
"""
