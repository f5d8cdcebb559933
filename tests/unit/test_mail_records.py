"""SPF and DMARC as domains publish them: good, missing, doubled, too open."""

import pytest

from guichet_bot.core.mail.records import Dmarc, Spf, above, read_dmarc, read_spf


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], Spf.MISSING),
        (["google-site-verification=x", "v=spf10 -all", "v=DMARC1; p=none"], Spf.MISSING),
        (["v=spf1 include:_spf.hote.example ~all"], Spf.LIMITED),
        (["V=SPF1 MX -ALL"], Spf.LIMITED),
        (["v=spf1 redirect=_spf.hote.example"], Spf.LIMITED),
        (["v=spf1 -all", "v=spf1 include:_spf.hote.example ~all"], Spf.SEVERAL),
        (["v=spf1 mx +all"], Spf.ANYBODY),
        (["v=spf1 all"], Spf.ANYBODY),
        (["v=spf1 -all +all"], Spf.LIMITED),
        (["v=spf1 mx ?all"], Spf.UNDECIDED),
        (["v=spf1 mx"], Spf.UNDECIDED),
        (["v=spf1"], Spf.UNDECIDED),
        (["v=spf1 " + "ip4:192.0.2.1 " * 5000 + "-all"], Spf.LIMITED),
    ],
)
def test_what_the_spf_of_a_domain_amounts_to(texts: list[str], expected: Spf) -> None:
    assert read_spf(texts) is expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], None),
        (["v=spf1 -all"], None),
        (["v=dmarc1; p=reject"], None),  # receivers want capitals (RFC 7489 §6.4)
        (["p=reject; v=DMARC1"], None),
        (["v=DMARC1; p=none; rua=mailto:x@y.example"], Dmarc("none", "none")),
        (["v=DMARC1;p=reject;sp=none"], Dmarc("reject", "none")),
        ([" v = DMARC1 ; P = Quarantine ;"], Dmarc("quarantine", "quarantine")),
        (["v=DMARC1; rua=mailto:x@y.example"], Dmarc("none", "none")),
        (["v=DMARC1; p=rejeter"], Dmarc("none", "none")),
        (["autre chose", "v=DMARC1; p=reject"], Dmarc("reject", "reject")),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], Dmarc("several", "several")),
    ],
)
def test_what_the_dmarc_of_a_domain_asks_for(texts: list[str], expected: Dmarc | None) -> None:
    assert read_dmarc(texts) == expected


def test_where_a_dmarc_record_may_stand() -> None:
    assert above("reseau.example") == ("reseau.example",)
    assert above("guichet.reseau.example") == ("guichet.reseau.example", "reseau.example")
    assert above("localhost") == ("localhost",)
    deep = above("a.b.c.d.e.f.g.h.i.j.example")
    assert len(deep) == 8 and deep[0].startswith("a.b.") and deep[-1] == "j.example"
