"""Where: typed areas (ZIP, community area, county, LSOA), and versioned lists of them.

"Local" means: in the version of the collaborative's area list that was valid at the time. An area list is never edited in
place; a new version begins on a day, with its reason.
"""
