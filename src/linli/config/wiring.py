"""What happens after a move: entry kind -> handlers. The one place that answers it."""
