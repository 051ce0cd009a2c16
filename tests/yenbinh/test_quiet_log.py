"""Whatever stands around a token in an address, the log keeps nothing of it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.services.mail import without_links
from yenbinh.quiet_log import without_tokens

TOKEN = "39-aB3dE5gH7jK9mN1pQ3sT5v.Xy1_aB3-dE5gH7jK9mN1pQ3sT5vXy1aB3dE5gH7jK9mN"
PLACES = ("lead", "match", "match/ask", "my-cases", "watch", "newsletter", "confirm", "shortlist", "plots/SX-1/report")
junk = st.text(st.characters(blacklist_characters="/?#\n\r", blacklist_categories=("Cs",)), max_size=8)


@given(place=st.sampled_from(PLACES), before=junk, after=junk, lang=st.sampled_from(["vi", "en"]), coded=st.booleans())
def test_no_junk_around_a_token_brings_it_into_the_log(
    place: str, before: str, after: str, lang: str, coded: bool
) -> None:
    part = before + TOKEN + after
    for tail in ("", "/", "/pack/", "?x=1"):
        path = f"/{lang}/{place}/{quote(part) if coded else part}{tail}"
        for line in (f"Not Found: {path}", f'"GET {path} HTTP/1.1" 404', f"'path': '{path}', 'x'"):
            assert TOKEN not in without_tokens(line)
            assert TOKEN[3:25] not in without_tokens(line)


@given(after=st.text("];*!&x%5C0aÃ,.)", max_size=5), name=st.sampled_from(["ask", "next", "x"]))
def test_nor_in_a_query_or_below_another_address(after: str, name: str) -> None:
    for path in (f"/vi/x/?{name}={TOKEN}{after}", f"/en/?a=b&{name}={TOKEN}{after}", f"/vi/other/{TOKEN}{after}/"):
        assert TOKEN not in without_tokens(f"Not Found: {path}")


@pytest.mark.parametrize("path", ["/en/%6Cead/{}/", "//en//lead//{}", "/lead/{}]", "/EN/LEAD/{};/", "/en/lead/x/{}*/"])
def test_nor_below_an_address_written_otherwise(path: str) -> None:
    assert TOKEN not in without_tokens("Not Found: " + path.format(TOKEN))


def test_plain_addresses_stay_readable() -> None:
    for line in ("/vi/plots/SX-12/", "/en/match/questionnaire/", "/admin/desk/260/", 'GET /vi/land/?stage=1 HTTP/1.1"'):
        assert without_tokens(line) == line
    assert without_tokens(f"/vi/lead/{TOKEN}/pack/3/pack.pdf") == "/vi/lead/…/pack/3/pack.pdf"


@given(after=st.text(st.characters(blacklist_categories=("Cs", "Z", "C")), max_size=8), place=st.sampled_from(PLACES))
def test_nor_does_a_mail_shown_elsewhere(after: str, place: str) -> None:
    if place in {"match", "match/ask", "shortlist", "plots/SX-1/report"}:
        return
    for start in ("https://x.vn/vi", "x.vn/en", "HTTPS://X.VN/VI"):
        assert TOKEN not in without_links(f"Xem {start}/{place}/{TOKEN}{after} nhé")
