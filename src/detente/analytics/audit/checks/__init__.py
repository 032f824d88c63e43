"""What is asked, in three groups: process, capture, goals. A check is a SQL file and a small Python file."""
