"""The record as FHIR R4, and back: what each resource means to this house.

Room: patients. Reading is pure (`gather` and the readers beside it) and raises only `Fault`; `keep` alone writes rows; `export` alone
reads them. JSON, bundles and references belong to `carecoord.interop`.
"""
