"""Linli 邻里: the working system of a neighbourhood, a street and a city."""
