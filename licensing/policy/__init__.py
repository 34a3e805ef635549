"""The common licensing policy as dated data, and each authority's reasoned differences. Plain Python."""
