"""Points of the signed playbook: who they are (fit) and what they did (engagement)."""
