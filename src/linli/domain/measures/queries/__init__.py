"""Figures, boards, and the entries behind them."""

from linli.domain.measures.queries.behind import rows_behind, subjects_behind
from linli.domain.measures.queries.board import Board, Figures, Row, board, figures

__all__ = ["Board", "Figures", "Row", "board", "figures", "rows_behind", "subjects_behind"]
