"""The schema's history. `run.upgrade` brings a database to the newest; `walls` is how a table is closed."""
