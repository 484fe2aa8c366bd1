"""Files of content/ to types and back; the only room that knows where things lie on disk."""
