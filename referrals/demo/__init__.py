"""A demonstration nobody lives in: organizations, people, myeloma histories and referrals at every stage, the same on every machine.

Everything here is made up by this project. Rows are written in bulk as the owner role; the verbs stay the only door for real work.
"""
