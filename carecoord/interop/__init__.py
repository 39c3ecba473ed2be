"""Plumbing for records from elsewhere: FHIR R4 JSON read with care, ZIP codes, and calendar files. Imports no app.

Not here: what a Patient or an Observation means to this house (see `patients.fhir`). Everything here is pure; what reads
raises only `Fault`.
"""
