"""Engines: PostgreSQL and Valkey for a machine that has none, and the supervisor that runs the whole house in one terminal.

Add here what starts, watches or stops a process, or says whether one is ready. Nothing here imports an app: apps register what
they know (see `readiness`). Not here: settings (carecoord.settings), what comes from outside (carecoord.env).
"""
