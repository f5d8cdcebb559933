"""HTML mail as the text a person would have typed."""

import time

import pytest

from guichet_bot.core.mail.html import html_to_text, read_html, tree_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Un</p><p>Deux</p>", "Un\n\nDeux"),
        ("<div>Un</div><div>Deux</div><div><br></div><div>Trois</div>", "Un\nDeux\n\nTrois"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<p>a\n  b&nbsp;c <b>d</b>e</p>", "a b\xa0c de"),
        ("<ul><li>un</li><li>deux<ul><li>deux bis</li></ul></li></ul>fin", "- un\n- deux\n  - deux bis\n\nfin"),
        ("<ol><li><p>un</p></li><li>deux</li></ol>", "1. un\n2. deux"),
        ("<a href='https://a.example/x'>le guide</a>", "le guide (https://a.example/x)"),
        ("<a href='https://www.a.example/'>a.example</a>", "a.example"),
        ("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"),
        ("<a href='mailto:a@b.example'>écrire</a>", "écrire (a@b.example)"),
        ("<a href='javascript:x()'>clic</a> <a href='#bas'>bas</a> <a>rien</a>", "clic bas rien"),
        ("<a href='https://a.example'><img alt='Logo'></a>", "Logo (https://a.example)"),
        ("<table><tr><td>Lot</td><td>Prix</td></tr><tr><td>1</td><td></td></tr></table>", "Lot | Prix\n1"),
        ("<table><tr><td></td><td>Contenu seul</td></tr></table>", "Contenu seul"),
        ("<style>p{}</style><script>alert(1)</script><title>t</title>ici", "ici"),
        ("<div style='display:none'>caché</div><span hidden>caché</span>vu", "vu"),
        ("<p style='font-size:0px'>caché</p><p style='font-size:0.9em'>vu</p>", "vu"),
        ('a<blockquote style="margin:0 0 0 40px;border:none;padding:0px">retrait</blockquote>z', "a\n\nretrait\n\nz"),
        ('a<blockquote cite="https://loi.example"><p>article</p></blockquote>z', "a\n\narticle\n\nz"),
        ('a<blockquote style="margin:0 0 0 8px;border-left:1px solid">cité</blockquote>z', "a\n\n> cité\n\nz"),
        ("a<blockquote>cité<blockquote>plus loin</blockquote></blockquote>z", "a\n\n> cité\n>\n> > plus loin\n\nz"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("a<hr>b", "a\n---\nb"),
        ("<p>ouvert <b>jamais fermé", "ouvert jamais fermé"),
        ("a &lt; b &eacute; &#x1F600;", "a < b é 😀"),
        ("<!-- commentaire -->ici", "ici"),
        ("", ""),
        ("<html></html>", ""),
    ],
)  # fmt: skip
def test_html_as_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_a_caller_may_take_parts_out_first() -> None:
    tree = read_html("<p>Merci</p><div class='gmail_quote'>vieux</div>")
    assert tree is not None
    for node in tree.css(".gmail_quote"):
        node.decompose()
    assert tree_to_text(tree) == "Merci"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "mot",
        "<blockquote>" * 50_000 + "mot",
        "<a " + " ".join(f"x{i}=1" for i in range(100_000)) + ">mot",
        "<!--" * 200_000,
        "<" * 500_000,
        "<td>x" * 100_000,
        "<ul>" * 1_500 + "mot",
    ],
    ids=["deep", "quotes", "attributes", "comments", "signs", "cells", "lists"],
)
def test_no_html_takes_long(html: str) -> None:
    begun = time.process_time()
    html_to_text(html)
    assert time.process_time() - begun < 3


def test_a_document_nested_too_deep_still_says_its_words() -> None:
    assert html_to_text("<div>" * 5_000 + "<style>x{}</style><p>Bonjour<br>&eacute;t&eacute;</p>") == "Bonjour\nété"
