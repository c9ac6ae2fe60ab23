"""The demonstration company: an invented airline-and-express group with hotels and a card centre.

Its content is here, by subject; `load.py` brings it in through the same verbs that people use.
"""
