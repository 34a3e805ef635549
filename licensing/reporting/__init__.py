"""Telling officers what they owe, outside the pages: a daily digest by e-mail, and a calendar feed."""
