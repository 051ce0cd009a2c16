from django.db import migrations, models

INVESTOR = ['capital_account', 'commencement_notice', 'commencement_notice_green', 'deposit', 'economic_technical_report', 'import_list']
BODY = ['plot_reservation', 'ready_to_build']


def say_whose(apps, schema_editor):
    steps = apps.get_model("sitepages", "ProcedureStep").objects
    steps.filter(key__in=INVESTOR).update(turn="investor")
    steps.filter(key__in=BODY).update(turn="body")


class Migration(migrations.Migration):
    dependencies = [("sitepages", "0001_schema")]

    operations = [
        migrations.AddField(
            model_name="procedurestep",
            name="turn",
            field=models.CharField(
                choices=[
                    ("investor", "the investor does it"),
                    ("filed", "the investor hands in, the body decides"),
                    ("body", "the body does it"),
                ],
                default="filed",
                max_length=8,
                verbose_name="whose turn it is",
            ),
        ),
        migrations.RunPython(say_whose, migrations.RunPython.noop),
    ]
