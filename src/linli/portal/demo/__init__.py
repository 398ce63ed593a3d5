"""The demo city: Changzhi's places with invented people, grids and sixty days of cases (示例)."""
