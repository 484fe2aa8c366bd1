"""Collect: from the feeds that are followed to new entries. The one room that talks to strangers."""
