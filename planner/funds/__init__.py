"""Funds (预算额度): a tree of amounts for a period, and what applications take from them."""
