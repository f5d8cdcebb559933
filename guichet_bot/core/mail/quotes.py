"""The part of a mail that its author wrote this time: from its HTML where the markup is clear, else from its text."""

from guichet_bot.core.mail.quotes_html import newest_of_html
from guichet_bot.core.mail.quotes_text import newest

__all__ = ["newest", "newest_of_html"]
