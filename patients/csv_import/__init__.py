"""Patient lists in CSV: any separator, header or date style that practices really send.

Room: patients. Reading is pure; rows are written by `patients.importing`. Clinical exports belong in FHIR (see `patients.fhir`).
"""
