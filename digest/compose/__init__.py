"""Entries to a site: issues, storylines, taxonomies and the plan of pages. Pure."""
