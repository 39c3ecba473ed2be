"""One frozen dataclass a screen, its values ready to print, and the statements that fill it. Nothing is decided here.

Room: patients. `saw` is the view's to call; permissions are the view's and the verbs'.
"""
