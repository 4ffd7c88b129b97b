"""Issuing: a sheet's content becomes a PDF or a DOCX, bears the unit's seal and a code anybody can check.

content -> pdf | docx; pdf -> seals (signing, verifying); codes name an issued document to the public. No ORM here: the
acts are in `documents/actions`, the pages in `documents/workspace` and `documents/public`.
"""
