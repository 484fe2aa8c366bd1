"""What is wrong with a set-up, from the machine to the site on line, and how it is mended."""
