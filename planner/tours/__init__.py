"""Tours: parties in groups through a site, with guides, without meeting rivals. The page part builds on `day` and `solver`."""
