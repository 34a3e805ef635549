"""One authority warning another about a driver (2022 Act ss.5 and 6), and how the information came in."""
