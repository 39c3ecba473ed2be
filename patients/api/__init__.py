"""The record for programs: the same verbs, walls and refusals as the pages.

Room: patients. What happens to a record is in `patients.verbs`, the FHIR resources in `patients.fhir`; only HTTP and shapes stand here.
"""
