"""Real changes of the map, built from the lists before them and the instruments that made them."""
