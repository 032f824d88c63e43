"""Settings: the organisation, users and teams."""
