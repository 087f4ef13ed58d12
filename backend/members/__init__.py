"""Who: collaboratives, organizations, members, people, roles, sign-in.

An *organization* is one row whichever collaborative it is in; a *member* is an organization in this collaborative, with
dated terms. A *person* has one e-mail and one sign-in and holds roles in any number of collaboratives:

    person ──holds──► role ──in──► collaborative (administrator, coordinator, partner)
                        └───for──► member        (contributor, approver, viewer)

Coming in: `door.Door` reads the session cookie and the slug in the path, finds the roles held *now*, and makes the
`Principal`. What a role may do is `rules.GRANTS`; each handler names the one permission it needs, `opt={"may": …}`.

Signing in (`signing`, `sign_in_pages`): a letter with a link and a code, both bound to the browser that asked:

    ask ──► letter ──► opened in that browser, or its code typed there ──► session ──rotated hourly──► ended
                 └──► opened elsewhere: shows the code; five wrong tries, a newer letter or half an hour end it

A member joins, ends, comes back, is merged or changes systems by `membership`, each with a day and a reason; nothing of it
is ever deleted.

Roles are given by invitation (`actions`) and never deleted, only ended; one's own account is `accounts`.
"""
