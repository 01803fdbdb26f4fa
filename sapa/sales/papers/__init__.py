"""The papers of a sale as PDFs, in the organisation's letterhead."""

from sapa.sales.papers.building import paper_of
from sapa.sales.papers.sheet import Sheet
from sapa.sales.papers.statement import statement_paper

__all__ = ["Sheet", "paper_of", "statement_paper"]
