"""Plumbing for records from elsewhere: FHIR R4 JSON read with care, and ZIP codes. Imports no app.

Not here: what a Patient or an Observation means to this house (see `patients.fhir`). Everything here is pure and raises only `Fault`.
"""
