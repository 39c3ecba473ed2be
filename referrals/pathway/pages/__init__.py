"""Screens of the road: frozen values ready to print, one module a page."""
