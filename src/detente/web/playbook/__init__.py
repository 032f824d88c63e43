"""The playbook: a document to read, to change together and to sign."""
