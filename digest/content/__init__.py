"""Files of content/ to types and back; digest.places names where they lie."""
