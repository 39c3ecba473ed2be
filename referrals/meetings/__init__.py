"""The meeting that decides who is treated: agenda, one page a case, decisions with their rationale, and what was asked for."""
