"""Chairs, beds and manufacturing slots of a center: who has which when, and who is next when there are too few.

Room: bookings, their calendar, the queue. What a date means for a patient's plan is `referrals.pathway`; this room only says that a date
was booked, moved or lost.
"""
