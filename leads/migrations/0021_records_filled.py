"""In a transaction of its own: PostgreSQL alters no table whose rows were changed in the same one."""

from django.db import migrations

from leads.records import names


def fill(apps, schema_editor):
    """The keys by which records are found, and the person of every lead there is."""
    Organisation, Contact, Lead = (apps.get_model("leads", name) for name in ("Organisation", "Contact", "Lead"))
    for row in Organisation.objects.iterator(500):
        keys = {"folded": names.folded(row.name), "core": names.core(row.name), "tax_key": names.tax_key(row.tax_code)}
        Organisation.objects.filter(pk=row.pk).update(**keys)
    known = {}
    for lead in Lead.objects.order_by("pk").iterator(500):
        mail, phone = lead.contact_email.lower(), names.phone_key(lead.contact_phone)
        key = mail or (phone and f"{phone} {names.folded(lead.contact_name)}") or f"lead {lead.pk}"
        if key not in known:
            known[key] = Contact.objects.create(
                name=lead.contact_name,
                folded=names.folded(lead.contact_name),
                email=mail,
                phone=lead.contact_phone,
                phone_key=phone,
                language=lead.language,
                organisation_id=lead.organisation_id,
                illustrative=lead.illustrative,
            ).pk
        Lead.objects.filter(pk=lead.pk).update(contact_id=known[key])


class Migration(migrations.Migration):

    dependencies = [("leads", "0020_records")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
