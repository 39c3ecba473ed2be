"""Pages of the record: fetch what is visible, form, verb, redirect.

Room: patients. Nothing is decided here but HTTP.
"""
