"""Urgent notices that nobody of a site has read: each becomes a task for a person there, and ends by itself when it is read or settled.

Room: notifications. Rows in `rows`, what the sweep does in `watch`, what people do in `verbs`, pages in `views`.
"""
