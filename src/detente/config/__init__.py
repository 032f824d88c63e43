"""Settings and the doors' entry points for a web server."""
