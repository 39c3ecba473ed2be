"""The daily huddle: one or two sheets with what an organization must talk about this morning. `found` asks, `screen` words, `views` serve.

Room: referrals. What is late, due today or escalated is the same question that the sweep and the worklist ask.
"""
