"""Who agreed to what, found by an address: the form of the register, and each proof in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leads.choices import WishEnd
from leads.desk.consent_lines import way_in_words
from leads.desk.privacy_forms import PlainForm
from leads.services.proofs import ConsentProof
from sitepages import figures
from sitepages.language import site_language


class ProofForm(PlainForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Of the person who asks for the proof. It is looked for by its mark, and kept nowhere."),
        max_length=254,
    )


@dataclass(frozen=True)
class ProofLine:
    """A consent found; moments in words."""

    name: str
    proof: str
    ended: str
    reference: str


def proof_line(one: ConsentProof) -> ProofLine:
    lang = site_language()
    words = gettext("wording %(version)s in %(language)s, %(at)s") % {
        "version": one.version,
        "language": gettext("Vietnamese") if one.language == "vi" else gettext("English"),
        "at": figures.moment(one.given_at, lang),
    }
    parts = [words, way_in_words(one.channel) if one.channel else ""]
    if one.confirmed_at:
        parts.append(gettext("confirmed by mail %(at)s") % {"at": figures.moment(one.confirmed_at, lang)})
    return ProofLine(
        str(one.purpose.label), "; ".join(part for part in parts if part), "; ".join(_ends(one, lang)), one.reference
    )


def _ends(one: ConsentProof, lang: str) -> Iterator[str]:
    if one.withdrawn_at:
        yield gettext("withdrawn %(at)s") % {"at": figures.moment(one.withdrawn_at, lang)}
    if one.erased_at and one.ended_how:
        at = figures.moment(one.erased_at, lang)
        yield gettext("ended %(at)s: %(how)s") % {"at": at, "how": WishEnd(one.ended_how).label}
    elif one.erased_at:
        yield gettext("the data were erased %(at)s") % {"at": figures.moment(one.erased_at, lang)}
