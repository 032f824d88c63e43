"""The blind audit's pages: all audits, starting one, judging lead by lead, and what the judges found."""
