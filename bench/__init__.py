"""Measures the product against the budgets of the design: `bin/bench`."""
