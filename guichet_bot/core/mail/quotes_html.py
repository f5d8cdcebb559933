"""The newest text of an HTML mail, where its mail program marked the quoted mail beyond doubt."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from guichet_bot.core.mail.html import read_html, tree_to_text
from guichet_bot.core.mail.quotes_text import newest, only_passes_on, says_something

# What holds the quoted mail, and nothing else: Gmail, Thunderbird and Apple, Yahoo, Proton, Zimbra, Orange.
_QUOTED = (
    ".gmail_quote_container",
    ".gmail_quote",
    ".gmail_attr",
    ".moz-cite-prefix",
    ".moz-forward-container",
    "blockquote[type=cite]",
    ".yahoo_quoted",
    ".protonmail_quote",
    ".tutanota_quote",
    ".zmail_extra",
    "[data-marker=__QUOTED_TEXT__]",
    "[data-marker=__HEADERS__]",
)
# From here to the end the mail is an older one: Outlook, Hotmail, Zimbra.
_FROM_HERE = (
    "#appendonsend",
    "#divRplyFwdMsg",
    "#mail-editor-reference-message-container",
    "#OLK_SRC_BODY_SECTION",
    ".OutlookMessageHeader",
    "#stopSpelling",
    "#zwchr",
    "[data-marker=__DIVIDER__]",
)
_ALL_QUOTED = ", ".join(_QUOTED)
_ALL_FROM_HERE = ", ".join(_FROM_HERE)
_HINTS = tuple(
    selector.strip("#.[]").replace("data-marker=", "").replace("blockquote[type=cite", "cite")
    for selector in _QUOTED + _FROM_HERE
)

_MOST = 200  # pieces of quoted mail in one letter; more is no letter


def newest_of_html(html: str) -> str | None:
    """Return what the author of an HTML body wrote now, or None where the markup leaves any doubt.

    None means: read the text form with `newest`. That is so for answers between pieces of the quoted mail,
    and for a mail that only passes another on.
    """
    if not any(hint in html for hint in _HINTS):
        return None
    tree = read_html(html)
    if tree is None or not _cut(tree):
        return None
    left = tree_to_text(tree)
    text = newest(left) if says_something(left) else ""
    return None if not text or only_passes_on(text) else text


def _cut(tree: LexborHTMLParser) -> bool:
    """Hide the quoted mail in the tree. False: nothing was found, or the author wrote between its pieces."""
    quoted = tree.css(_ALL_QUOTED)
    outer = [node for node in quoted[:_MOST] if node.tag == "blockquote" and not _inside_quote(node)]
    if len(outer) > 1 or len(quoted) > _MOST:
        return False
    for node in quoted:
        node.attrs["hidden"] = ""
    ends = tree.css(_ALL_FROM_HERE)
    if ends:
        _hide_from(ends[0])
    return bool(quoted or ends)


def _inside_quote(node: LexborNode) -> bool:
    above = node.parent
    while above is not None:
        if above.tag == "blockquote":
            return True
        above = above.parent
    return False


def _hide_from(node: LexborNode) -> None:
    """Hide a node and all that follows it in the document. Elements are hidden, not freed: others may hold them."""
    node.attrs["hidden"] = ""
    at: LexborNode | None = node
    while at is not None and at.tag != "body":
        sibling = at.next
        while sibling is not None:
            following = sibling.next
            if (sibling.tag or "-").startswith("-"):
                sibling.decompose()
            else:
                sibling.attrs["hidden"] = ""
            sibling = following
        at = at.parent
