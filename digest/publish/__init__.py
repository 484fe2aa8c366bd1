"""The last room before the world: what must hold before an issue goes out, and what a new publication starts from."""
