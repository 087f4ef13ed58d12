"""The ground floor: what any product of this kind would need, and nothing of hospitals.

Pure:          errors, amounts, units, periods, period_texts, encodings, sheets
The database:  db (a scope for every session), trail, claims, mail (the outbox); postgres and its pg_ files (the server)
The web:       web (one request, one transaction; every door named), shell (templates and menu), settings, logs
"""
