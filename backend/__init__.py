"""The platform. The folders are the road a quarter travels; a room may use the rooms it comes after, and no other.

kit: the ground floor, which knows nothing of hospitals: settings, the database and its scopes, periods, amounts, units,
    sheets, letters, the web.

members: who. Collaboratives, organizations, members, people, the roles they hold, and signing in.

places: where. Typed areas, and versioned lists of them that say what "local" means.

indicators: what is counted. Elements, the indicators that follow from them, their dated definitions, the frameworks that
    ask for them.

series: figures other sources give about the population, each with its vintage, its source and how sure it is.

agreements: what each member agreed its figures may be used for, what it waives and withholds, and what is switched off.

rounds: what is asked of whom, and when. One round is one collection of a framework for a period.

submissions: one member's answer to one round, from the first entry to the number that counts.

files: what comes in as a file. Read in a process of its own, previewed, saved as a submission's draft; one folder a way in.

history: years signed for elsewhere, let in by the operator from a source's files.

rollups: adding up, over members, quarters and areas, and how many of those asked it covers.

disclosure: what each audience may be shown of it. Every collective figure leaves through here.

goals: what is aimed at, by when, on which path, and where it stands.

reports: gathering Editions, one per audience, already disclosed, and printing them.

releases: freezing Editions; public pages are drawn from the frozen copy alone.

provisioning: from a blueprint to rows, planned first, then applied.

operators: who looks after the installation, and the little they see of each collaborative.

home: the first page each kind of person sees.

migrations: the schema's history, and the walls around its tables.

app: the assembly of all of it into the site.

scheduler: every timed job in one table.

running: keeping an installation alive: back-ups, putting one back, and a doctor.

cli: the command `anchorline`.
"""
