"""What this area tells below the stories of others."""

from feedback.insights.views.words import words_below
from initiatives.related import register_below

register_below("customers", words_below)
