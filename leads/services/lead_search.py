"""Finding leads by words: each lead carries one folded line of what it may be found by.

Of a confidential project that is the reference and the code name, whoever asks; of an erased one nothing of the
person. The line is written with the lead and
whenever an event changes what it is made of (`REKEYS`); an organisation renamed writes those of its leads anew.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from leads.choices import EventKind
from leads.models import Contact, Lead, Organisation
from leads.records.names import core
from leads.records.search import digits_of, line_of, terms_of

REKEYS = frozenset(
    {
        EventKind.RECEIVED,
        EventKind.CONTACT_CHANGED,
        EventKind.CONCEALED,
        EventKind.RELEASED,
        EventKind.MERGED,
        EventKind.UNMERGED,
        EventKind.ERASED,
    }
)
BATCH = 500


def line_for(lead: Lead, organisation: Organisation | None, contact: Contact | None) -> str:
    """The line of a lead with this organisation and person."""
    if lead.code_name:
        return line_of((lead.reference, lead.code_name))
    names = (organisation.name, core(organisation.name), organisation.name_local) if organisation else ()
    if lead.erased_at:
        return line_of((lead.reference, *names))
    person = (contact.name,) if contact else ()
    phones = (lead.contact_phone, contact.phone) if contact else (lead.contact_phone,)
    return line_of((lead.reference, *names, lead.contact_name, *person, lead.contact_email), phones)


def write_lines(leads: QuerySet[Lead]) -> int:
    """Write the lines of these leads anew where they differ; how many did."""
    changed = 0
    rows = leads.select_related("organisation", "contact").order_by("pk")
    after = 0
    while batch := list(rows.filter(pk__gt=after)[:BATCH]):
        after = batch[-1].pk
        stale = []
        for lead in batch:
            line = line_for(lead, lead.organisation, lead.contact)
            if line != lead.search_line:
                lead.search_line = line
                stale.append(lead)
        Lead.objects.bulk_update(stale, ["search_line"])
        changed += len(stale)
    return changed


def matching(text: str) -> Q:
    """Leads that hold every word of the text, or the number it is."""
    found, digits = all_terms("search_line", text), digits_of(text)
    return found | Q(search_line__contains=digits) if digits else found


def all_terms(column: str, text: str) -> Q:
    """Rows whose folded `column` holds every word of the text; nothing where the text has no word."""
    terms = terms_of(text)
    found = Q() if terms else Q(pk__in=())
    for term in terms:
        found &= Q(**{f"{column}__contains": term})
    return found


def all_words(column: str, text: str) -> Q:
    """The same of a column that does not begin with a space, as names do not."""
    terms = terms_of(text)
    found = Q() if terms else Q(pk__in=())
    for term in terms:
        one = Q(**{f"{column}__contains": term})
        found &= one | Q(**{f"{column}__startswith": term[1:]}) if term.startswith(" ") else one
    return found
