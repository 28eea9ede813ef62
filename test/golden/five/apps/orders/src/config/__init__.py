"""Settings and routes of the Django project."""
