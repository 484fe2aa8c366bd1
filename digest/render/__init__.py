"""Site to artifacts: Markdown to HTML, pages, feeds, what machines read. The room knows nothing of files."""
