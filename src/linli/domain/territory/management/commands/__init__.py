"""Commands of territory: import divisions, import boundaries, tree."""
