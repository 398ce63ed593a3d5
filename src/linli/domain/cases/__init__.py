"""Appeals and grid events: the closed loop."""
