"""One patient's record as an R4 collection Bundle: the same facts that `patients.fhir` reads, written so that it reads them back.

Room: patients.fhir. Resources only; what a packet is and who may have it belongs to `referrals`.
"""

from patients.fhir.export.bundle import Record, bundle, export_patient, load

__all__ = ["Record", "bundle", "export_patient", "load"]
