"""A draft on its way: consultation, appraisal, submission, signature, issue, distribution."""
