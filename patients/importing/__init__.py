"""What every import shares: who acts, who looks alike, progress. The formats are in `patients.fhir` and `patients.csv_import`.

Room: patients. Nothing here reads a file.
"""
